import Engine
import ONNXSchema
import System
import Training

/// A graph as nodes of ONNX, each value a matrix [rows · k, columns] as those of the graph are.
struct ONNXCode {
  let nodes: ONNXNodes
  let graph: Graph
  let scope: ONNXNumber.Scope
  /// The number of rows, a list of one.
  private let rows: String
  /// The values that are computed, or read.
  var names: [Value: String] = [:]

  init(_ graph: Graph, _ scope: ONNXNumber.Scope, rows: String) {
    self.graph = graph
    self.scope = scope
    self.rows = rows
    nodes = scope.nodes
  }

  /// Adds what computes some values.
  /// - Parameter leaf: the names of data, parameters and states.
  /// - Throws: `configuration` where an operation cannot be written.
  mutating func compute(
    _ values: [Value], leaf: (Source, Shape) -> String?
  ) throws(Failure) -> [String] {
    for value in graph.needed(for: values) where names[value] == nil {
      switch graph[value].source {
      case .constant(let number):
        names[value] = nodes.numbers([number], [1, 1], isSingle: scope.isSingle)
      case .operation(let operation, let inputs):
        names[value] = try apply(operation, value, inputs)
      case let source: names[value] = leaf(source, graph.shape(value))
      }
    }
    return values.map { name($0) }
  }

  private func name(_ value: Value) -> String {
    guard let name = names[value] else {
      preconditionFailure("the values that an answer needs are known")
    }
    return name
  }

  // MARK: What operations are written with

  var type: Onnx_TensorProto.DataType { scope.isSingle ? .float : .double }

  func numbers(_ numbers: [Double], _ extents: [Int]) -> String {
    nodes.numbers(numbers, extents, isSingle: scope.isSingle)
  }

  func number(_ value: Double) -> String { numbers([value], []) }

  func formula(_ name: String) -> ONNXNumber { .value(name, scope) }

  private func formula(_ value: Value) -> ONNXNumber {
    if case .constant(let number) = graph[value].source { return .constant(number) }
    return formula(name(value))
  }

  /// Conditions as the numbers 1 and 0.
  func ones(where condition: String) -> String { nodes.cast(condition, to: type) }

  /// A value repeated to a shape.
  func expand(_ name: String, to shape: Shape) -> String {
    var count: String
    switch shape.rows {
    case .fixed(let rows): count = nodes.whole([rows])
    case .batch(let times):
      count = times == 1 ? rows : nodes.apply("Mul", [rows, nodes.whole([times])])
    }
    count = nodes.concatenate([count, nodes.whole([shape.columns])], axis: 0)
    return nodes.apply("Expand", [name, count])
  }

  // MARK: Operations

  private static func value(_ operation: some UnaryOperation, _ x: [ONNXNumber]) -> ONNXNumber {
    operation.value(x[0])
  }

  private static func value(_ operation: some BinaryOperation, _ x: [ONNXNumber]) -> ONNXNumber {
    operation.value(x[0], x[1])
  }

  private static func value(_ operation: some SelectOperation, _ x: [ONNXNumber]) -> ONNXNumber {
    operation.value(x[0], x[1], x[2])
  }

  private func apply(
    _ operation: any Operation, _ value: Value, _ inputs: [Value]
  ) throws(Failure) -> String {
    let shape = graph.shape(value)
    let x = inputs.map { name($0) }
    switch operation {
    case let unary as any UnaryOperation:
      return Self.value(unary, inputs.map { formula($0) }).name(in: scope)
    case let binary as any BinaryOperation:
      return Self.value(binary, inputs.map { formula($0) }).name(in: scope)
    case let select as any SelectOperation:
      return Self.value(select, inputs.map { formula($0) }).name(in: scope)
    case is Broadcast: return graph.shape(inputs[0]) == shape ? x[0] : expand(x[0], to: shape)
    case is Reshape: return nodes.reshape(x[0], [-1, shape.columns])
    case let product as MatrixProduct:
      var attributes: [Onnx_AttributeProto] = []
      if product.transposesA { attributes.append(.whole("transA", 1)) }
      if product.transposesB { attributes.append(.whole("transB", 1)) }
      return nodes.apply("Gemm", x, attributes)
    case let part as Columns: return nodes.slice(x[0], part.range, axis: 1)
    case is Concatenate: return nodes.concatenate(x, axis: 1)
    case let gather as Gather:
      let column = nodes.slice(x[0], gather.column..<gather.column + 1, axis: 1)
      return nodes.gather(x[1], at: nodes.cast(nodes.reshape(column, [-1]), to: .int64), axis: 0)
    case is SoftmaxRows: return nodes.apply("Softmax", x, [.whole("axis", 1)])
    case is SumColumns: return nodes.reduce("ReduceSum", x[0], axis: 1, keeps: true)
    case let groups as SumGroups:
      let parts = nodes.reshape(x[0], [-1, groups.length, shape.columns])
      return nodes.reduce("ReduceSum", parts, axis: 1, keeps: false)
    case let repeated as RepeatRows:
      let rows = nodes.reshape(x[0], [-1, 1, shape.columns])
      let copies = nodes.apply("Expand", [rows, nodes.whole([1, repeated.times, 1])])
      return nodes.reshape(copies, [-1, shape.columns])
    case let mask as MaskSteps:
      let steps = (0..<shape.columns).map { Double($0 / (shape.columns / mask.steps)) }
      let isThere = nodes.apply("Less", [numbers(steps, [1, shape.columns]), x[1]])
      return nodes.choose(isThere, x[0], number(0))
    case let count as WindowCount:
      // A table by the length.
      let counts = (0...count.axis.extent).map { Double(count.axis.positions(extent: $0)) }
      let length = nodes.cast(nodes.reshape(x[0], [-1]), to: .int64)
      return nodes.gather(numbers(counts, [counts.count, 1]), at: length, axis: 0)
    case let convolution as Convolution:
      return scope.isSingle
        ? convolve(x[0], x[1], convolution.extents) : multiply(x[0], x[1], convolution.extents)
    case let pooling as TakeAtMaximum where inputs[0] == inputs[1]:
      return pool(x[0], pooling.extents, lengths: x.count > 2 ? x[2] : nil, isMaximum: true)
    case let pooling as WindowMean:
      return pool(x[0], pooling.extents, lengths: x.count > 1 ? x[1] : nil, isMaximum: false)
    case let cells as any CellOperation: return try apply(cells, x[0], graph.shape(inputs[0]))
    default: throw Self.refusal(of: operation)
    }
  }

  static func refusal(of operation: any Operation) -> Failure {
    Failure(
      .configuration,
      "the operation \(operation.name.quoted) of the model cannot be expressed in ONNX")
  }

  // MARK: Windows

  /// A convolution by the node for it, whose images have their channels first.
  private func convolve(
    _ images: String, _ weights: String, _ extents: ConvolutionExtents
  ) -> String {
    let axes = [extents.geometry.height, extents.geometry.width]
    let kernel = axes.map(\.kernel)
    let channelsLast = nodes.reshape(images, [-1] + axes.map(\.extent) + [extents.channels])
    let channelsFirst = nodes.apply("Transpose", [channelsLast], [.whole("perm", [0, 3, 1, 2])])
    let behind = axes.map { axis in
      axis.padding == .same ? axis.dilation * (axis.kernel - 1) - axis.before : 0
    }
    let result = nodes.apply(
      "Conv",
      [channelsFirst, nodes.reshape(weights, [-1, extents.channelsOfGroup] + kernel)],
      [
        .whole("kernel_shape", kernel), .whole("strides", axes.map(\.stride)),
        .whole("dilations", axes.map(\.dilation)), .whole("pads", axes.map(\.before) + behind),
        .whole("group", extents.groups),
      ])
    let positions = nodes.apply("Transpose", [result], [.whole("perm", [0, 2, 3, 1])])
    return nodes.reshape(positions, [-1, extents.geometry.positions * extents.filters])
  }

  /// A convolution as a product of windows and weights: programs that run ONNX have a node for it in single precision
  /// alone.
  private func multiply(
    _ images: String, _ weights: String, _ extents: ConvolutionExtents
  ) -> String {
    let cells = extents.geometry.kernelCells
    let (depth, filters) = (extents.channelsOfGroup, extents.filtersOfGroup)
    let windows = Windows(extents.geometry)
    let pixels = nodes.reshape(images, [-1, extents.geometry.cells, extents.channels])
    let sums = (0..<extents.groups).map { group in
      let (own, rows) = (group * depth, group * filters)
      let channels =
        extents.groups == 1 ? pixels : nodes.slice(pixels, own..<own + depth, axis: 2)
      let elements = self.elements(channels, windows, isThere: nil, filling: 0)
      let part =
        extents.groups == 1 ? weights : nodes.slice(weights, rows..<rows + filters, axis: 0)
      // From filter, channel, cell to cell, channel, filter.
      let turned = nodes.apply(
        "Transpose", [nodes.reshape(part, [filters, depth, cells])], [.whole("perm", [2, 1, 0])])
      return nodes.apply(
        "MatMul",
        [
          nodes.reshape(elements, [-1, cells * depth]),
          nodes.reshape(turned, [cells * depth, filters]),
        ])
    }
    return nodes.reshape(
      nodes.concatenate(sums, axis: 1), [-1, extents.geometry.positions * extents.filters])
  }

  /// Which cells of an image its windows have.
  private struct Windows {
    let positions: Int
    let cells: Int
    /// Of each window its cells, 0 for those beyond the image.
    var places: [Int] = []
    /// Of each of these where it lies along the width; infinite for those beyond the image.
    var columns: [Double] = []

    init(_ geometry: WindowGeometry) {
      (positions, cells) = (geometry.positions, geometry.kernelCells)
      let (height, width) = (geometry.height, geometry.width)
      for (y, x) in (0..<height.positions).flatMap({ y in (0..<width.positions).map { (y, $0) } }) {
        for (p, q) in (0..<height.kernel).flatMap({ p in (0..<width.kernel).map { (p, $0) } }) {
          let row = y * height.stride - height.before + p * height.dilation
          let column = x * width.stride - width.before + q * width.dilation
          let isThere = 0..<height.extent ~= row && 0..<width.extent ~= column
          places.append(isThere ? row * width.extent + column : 0)
          columns.append(isThere ? Double(column) : .infinity)
        }
      }
    }

    var isThere: [Bool] { columns.map(\.isFinite) }
    /// Of each window how many cells it has.
    var counts: [Int] {
      (0..<positions).map { isThere[$0 * cells..<($0 + 1) * cells].count { $0 } }
    }
  }

  /// The elements of windows, [rows, positions, cells of a window, channels].
  /// - Parameters:
  ///   - pixels: [rows, cells, channels].
  ///   - isThere: which of them count, [rows, positions, cells of a window, 1]; nil for those on the image.
  ///   - filling: what stands for others.
  private func elements(
    _ pixels: String, _ windows: Windows, isThere: String?, filling: Double
  ) -> String {
    let all = nodes.gather(
      pixels, at: nodes.whole(windows.places, [windows.positions, windows.cells]), axis: 1)
    var isThere = isThere
    if isThere == nil, !windows.isThere.allSatisfy({ $0 }) {
      isThere = nodes.conditions(windows.isThere, [1, windows.positions, windows.cells, 1])
    }
    return isThere.map { nodes.choose($0, all, number(filling)) } ?? all
  }

  private func pool(
    _ images: String, _ extents: PoolingExtents, lengths: String?, isMaximum: Bool
  ) -> String {
    let windows = Windows(extents.geometry)
    let counts: String
    var isThere: String?
    if let lengths {
      let columns = numbers(windows.columns, [1, windows.positions, windows.cells, 1])
      let present = nodes.apply("Less", [columns, nodes.reshape(lengths, [-1, 1, 1, 1])])
      counts = nodes.reduce("ReduceSum", ones(where: present), axis: 2, keeps: false)
      isThere = present
    } else {
      counts = numbers(windows.counts.map(Double.init), [1, windows.positions, 1])
    }
    let elements = elements(
      nodes.reshape(images, [-1, extents.geometry.cells, extents.channels]), windows,
      isThere: isThere, filling: isMaximum ? -.infinity : 0)
    var result: String
    if isMaximum {
      result = nodes.reduce("ReduceMax", elements, axis: 2, keeps: false)
      if lengths != nil || windows.counts.contains(0) {
        result = nodes.choose(
          nodes.apply("Greater", [counts, number(0)]), result, number(0))
      }
    } else {
      let sum = nodes.reduce("ReduceSum", elements, axis: 2, keeps: false)
      result = nodes.apply("Div", [sum, nodes.apply("Max", [counts, number(1)])])
    }
    return nodes.reshape(result, [-1, windows.positions * extents.channels])
  }
}
