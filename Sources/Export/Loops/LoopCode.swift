import Engine
import System
import Tabular
import Training

/// A graph as statements that compute its values for one row, each in an array of its own.
struct LoopCode<Language: LoopLanguage> {
  private typealias Formula = CodeFormula<Language>

  private let graph: Graph
  /// Goes before the names of the values.
  private let prefix: String
  /// The orders of the sums of products that are not simply one after the other.
  private let sums: [Value: [PlanOutline.Sums]]
  /// The arrays of data, parameters and states, by their numbers.
  private let leaf: (Source) -> String?
  private(set) var lines: [String] = []
  var names: [Value: String] = [:]
  var indent = 1

  init(
    _ graph: Graph, prefix: String, sums: [Value: [PlanOutline.Sums]] = [:],
    leaf: @escaping (Source) -> String?
  ) {
    self.graph = graph
    self.prefix = prefix
    self.sums = sums
    self.leaf = leaf
  }

  /// The array of a value; what computes it, and all that it needs, is added to the lines.
  /// - Throws: `configuration` where an operation cannot be written in loops.
  mutating func array(of value: Value) throws(Failure) -> String {
    if let known = names[value] { return known }
    if case .operation(let operation, let inputs) = graph[value].source {
      let isConstant = (operation as? ScaleNumber)?.isConstant == true
      for input in isConstant ? [] : inputs where !self.isConstant(input) {
        _ = try array(of: input)
      }
      let name = "\(prefix)\(value.index)"
      names[value] = name
      try compute(value, name, operation, inputs)
      return name
    }
    guard let name = leaf(graph[value].source) else {
      preconditionFailure("the values that an answer needs are known")
    }
    names[value] = name
    return name
  }

  private func isConstant(_ value: Value) -> Bool {
    if case .constant = graph[value].source { true } else { false }
  }

  // MARK: Lines

  mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: indent) + text)
  }

  mutating func loop(
    _ name: String, _ count: Int, _ body: (inout Self) throws(Failure) -> Void
  ) throws(Failure) {
    line("for (\(Language.counter) \(name) = 0; \(name) < \(count); \(name)++) {")
    indent += 1
    try body(&self)
    indent -= 1
    line("}")
  }

  private func extents(_ value: Value) -> (rows: Int, columns: Int) {
    let shape = graph.shape(value)
    return (shape.rowCount(batch: 1), shape.columns)
  }

  func count(_ value: Value) -> Int {
    let (rows, columns) = extents(value)
    return rows * columns
  }

  /// An element of a value, its single row or column standing for all.
  private func element(_ value: Value, _ row: String, _ column: String) -> String {
    if case .constant(let number) = graph[value].source { return Language.number(number) }
    let (rows, columns) = extents(value)
    let name = names[value] ?? ""
    switch (rows, columns) {
    case (1, 1): return "\(name)[0]"
    case (1, _): return "\(name)[\(column)]"
    case (_, 1): return "\(name)[\(row)]"
    default: return "\(name)[\(row) * \(columns) + \(column)]"
    }
  }

  /// Elements of a value by elements of others of the same shape, or a row, a column or a number.
  private mutating func elements(
    _ value: Value, _ name: String, _ inputs: [Value], _ formula: ([Formula]) -> Formula
  ) throws(Failure) {
    let (rows, columns) = extents(value)
    let isFlat = inputs.allSatisfy { count($0) == rows * columns || count($0) == 1 }
    if isFlat {
      try loop("i", rows * columns) { code in
        let texts = inputs.map { input in
          code.count(input) > 1
            ? Formula(text: "\(code.names[input] ?? "")[i]")
            : Formula(text: code.element(input, "0", "0"))
        }
        code.line("\(name)[i] = \(formula(texts).text);")
      }
    } else {
      try loop("i", rows) { code throws(Failure) in
        try code.loop("j", columns) { code in
          let texts = inputs.map { Formula(text: code.element($0, "i", "j")) }
          code.line("\(name)[i * \(columns) + j] = \(formula(texts).text);")
        }
      }
    }
  }

  // MARK: Operations

  private mutating func compute(
    _ value: Value, _ name: String, _ operation: any Operation, _ inputs: [Value]
  ) throws(Failure) {
    line(Language.array(name, count: count(value)) + ";")
    let (rows, columns) = extents(value)
    if operation.elementwise(inputs.map { _ in Formula(text: "") }) != nil {
      try elements(value, name, inputs) { operation.elementwise($0) ?? $0[0] }
      return
    }
    switch operation {
    case is Broadcast: try elements(value, name, inputs) { $0[0] }
    case is Reshape:
      try loop("i", rows * columns) { code in
        code.line("\(name)[i] = \(code.names[inputs[0]] ?? "")[i];")
      }
    case let mask as MaskSteps:
      try loop("i", columns) { code in
        let step = Language.whole("i / \(columns / mask.steps)")
        code.line(
          "\(name)[i] = \(step) < \(code.element(inputs[1], "0", "0")) ? \(code.element(inputs[0], "0", "i")) : \(Language.number(0));"
        )
      }
    case let product as MatrixProduct: try multiply(product, value, name, inputs)
    case let sum as AddedProduct: try multiply(sum.product, value, name, inputs)
    case let part as Columns:
      try loop("i", rows) { code throws(Failure) in
        try code.loop("j", columns) { code in
          code.line(
            "\(name)[i * \(columns) + j] = \(code.element(inputs[0], "i", "(j + \(part.range.lowerBound))"));"
          )
        }
      }
    case is Concatenate:
      var start = 0
      for input in inputs {
        let width = extents(input).columns
        try loop("i", rows) { code throws(Failure) in
          try code.loop("j", width) { code in
            code.line("\(name)[i * \(columns) + \(start) + j] = \(code.element(input, "i", "j"));")
          }
        }
        start += width
      }
    case let gather as Gather:
      try loop("j", columns) { code in
        let number = Language.whole(code.element(inputs[0], "0", "\(gather.column)"))
        code.line("\(name)[j] = \(code.names[inputs[1]] ?? "")[\(number) * \(columns) + j];")
      }
    case is SoftmaxRows: try softmax(name, inputs[0], rows: rows, columns: columns)
    case is SumColumns:
      let width = extents(inputs[0]).columns
      try loop("i", rows) { code throws(Failure) in
        try code.sum(width) { code, k in code.element(inputs[0], "i", k) }
        code.line("\(name)[i] = s;")
      }
    case let groups as SumGroups:
      try loop("i", rows) { code throws(Failure) in
        try code.loop("j", columns) { code throws(Failure) in
          let row = { (k: String) in "(i * \(groups.length) + \(k))" }
          try code.sum(groups.length, inLanes: columns == 1) { code, k in
            code.element(inputs[0], row(k), "j")
          }
          code.line("\(name)[i * \(columns) + j] = s;")
        }
      }
    case let repeated as RepeatRows:
      try loop("i", rows) { code throws(Failure) in
        try code.loop("j", columns) { code in
          code.line(
            "\(name)[i * \(columns) + j] = \(code.names[inputs[0]] ?? "")[\(Language.whole("i / \(repeated.times)")) * \(columns) + j];"
          )
        }
      }
    case let convolution as Convolution: try convolve(convolution.extents, name, inputs)
    case let pooling as TakeAtMaximum where inputs[0] == inputs[1]:
      try pool(
        pooling.extents, name, inputs[0], lengths: inputs.dropFirst(2).first, isMaximum: true)
    case let pooling as WindowMean:
      try pool(
        pooling.extents, name, inputs[0], lengths: inputs.dropFirst().first, isMaximum: false)
    case let count as WindowCount:
      let length = element(inputs[0], "0", "0")
      let (reach, stride) = (count.axis.reach, count.axis.stride)
      let windows = Language.whole("(\(length) - \(reach + 1)) / \(stride)")
      line("\(name)[0] = \(length) > \(reach) ? \(windows) + 1 : 0;")
    case let cells as any CellOperation:
      try compute(cells, name, inputs[0], columns: columns)
    default: throw operation.isInexpressible(in: Language.name)
    }
  }

  /// Declares `s` as the sum of some terms: as the program does, of the first, the ninth … and so on, and of these.
  private mutating func sum(
    _ count: Int, inLanes: Bool = true, _ term: (Self, String) -> String
  ) throws(Failure) {
    let lanes = inLanes ? count / 8 * 8 : 0
    line("\(Language.variable) s = \(Language.number(0));")
    if lanes > 0 {
      try loop("l", 8) { code throws(Failure) in
        code.line("\(Language.variable) t = \(Language.number(0));")
        try code.loop("k", lanes / 8) { code in code.line("t += \(term(code, "(k * 8 + l)"));") }
        code.line("s += t;")
      }
    }
    guard lanes < count else { return }
    try loop("k", count - lanes) { code in
      code.line("s += \(term(code, lanes > 0 ? "(k + \(lanes))" : "k"));")
    }
  }

  /// A product, added to a third operand where there is one.
  private mutating func multiply(
    _ product: MatrixProduct, _ value: Value, _ name: String, _ inputs: [Value]
  ) throws(Failure) {
    let (a, b) = (inputs[0], inputs[1])
    let (rows, columns) = extents(value)
    let depth = product.transposesA ? extents(a).rows : extents(a).columns
    let parts = sums[value] ?? [PlanOutline.Sums(columns: 0..<columns, order: .sequential)]
    for part in parts {
      let start = part.columns.lowerBound
      let column = start > 0 ? "(j + \(start))" : "j"
      try loop("i", rows) { code throws(Failure) in
        try code.loop("j", part.columns.count) { code throws(Failure) in
          let term = inputs.count > 2 ? code.element(inputs[2], "i", column) : Language.number(0)
          let left = product.transposesA ? code.element(a, "k", "i") : code.element(a, "i", "k")
          let right =
            product.transposesB ? code.element(b, column, "k") : code.element(b, "k", column)
          let result = "\(name)[\(rows == 1 ? "" : "i * \(columns) + ")\(column)]"
          if case .eightLanes = part.order {
            code.line(Language.array("l", count: 8) + ";")
            try code.loop("k", 8) { code in code.line("l[k] = \(Language.number(0));") }
            try code.loop("k", depth) { code in
              code.line(Language.addition(of: left, right, to: "l[k % 8]"))
            }
            let sum = "((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]))"
            code.line("\(result) = \(inputs.count > 2 ? "\(sum) + \(term)" : sum);")
          } else {
            code.line("\(Language.variable) s = \(term);")
            try code.loop("k", depth) { code in
              code.line(Language.addition(of: left, right, to: "s"))
            }
            code.line("\(result) = s;")
          }
        }
      }
    }
  }

  /// The greatest, whose exponential is 1, is added last.
  private mutating func softmax(
    _ name: String, _ input: Value, rows: Int, columns: Int
  ) throws(Failure) {
    try loop("i", rows) { code throws(Failure) in
      code.line("\(Language.counter) m = 0;")
      let (x, greatest) = (code.element(input, "i", "j"), code.element(input, "i", "m"))
      try code.loop("j", columns) { code in code.line("if (\(x) > \(greatest)) m = j;") }
      code.line("\(Language.variable) s = \(Language.number(0));")
      try code.loop("j", columns) { code in
        let exponential = Formula.exponential(Formula(text: x) - Formula(text: greatest))
        code.line("\(name)[i * \(columns) + j] = \(exponential.text);")
        code.line("if (j != m) s += \(name)[i * \(columns) + j];")
      }
      code.line("s = \(Language.number(1)) + s;")
      try code.loop("j", columns) { code in code.line("\(name)[i * \(columns) + j] /= s;") }
    }
  }

  /// The places of a window along an axis: only those on the axis count.
  private func place(_ axis: WindowAxis, _ position: String, _ cell: String) -> String {
    "(\(position) * \(axis.stride) - \(axis.before) + \(cell) * \(axis.dilation))"
  }

  private mutating func convolve(
    _ extents: ConvolutionExtents, _ name: String, _ inputs: [Value]
  ) throws(Failure) {
    let (height, width) = (extents.geometry.height, extents.geometry.width)
    let (image, weights) = (names[inputs[0]] ?? "", names[inputs[1]] ?? "")
    let group = Language.whole("f / \(extents.filtersOfGroup)")
    try loop("y", height.positions) { code throws(Failure) in
      try code.loop("x", width.positions) { code throws(Failure) in
        try code.loop("f", extents.filters) { code throws(Failure) in
          code.line("\(Language.variable) s = \(Language.number(0));")
          try code.loop("p", height.kernel) { code throws(Failure) in
            code.line("\(Language.counter) r = \(code.place(height, "y", "p"));")
            code.line("if (r < 0 || r >= \(height.extent)) continue;")
            try code.loop("q", width.kernel) { code throws(Failure) in
              code.line("\(Language.counter) t = \(code.place(width, "x", "q"));")
              code.line("if (t < 0 || t >= \(width.extent)) continue;")
              try code.loop("c", extents.channelsOfGroup) { code in
                let element =
                  "\(image)[(r * \(width.extent) + t) * \(extents.channels) + \(group) * \(extents.channelsOfGroup) + c]"
                let weight =
                  "\(weights)[f * \(extents.depth) + (c * \(height.kernel) + p) * \(width.kernel) + q]"
                code.line(Language.addition(of: element, weight, to: "s"))
              }
            }
          }
          code.line("\(name)[(y * \(width.positions) + x) * \(extents.filters) + f] = s;")
        }
      }
    }
  }

  private mutating func pool(
    _ extents: PoolingExtents, _ name: String, _ input: Value, lengths: Value?, isMaximum: Bool
  ) throws(Failure) {
    let (height, width) = (extents.geometry.height, extents.geometry.width)
    let image = names[input] ?? ""
    let end = lengths.map { element($0, "0", "0") } ?? "\(width.extent)"
    try loop("y", height.positions) { code throws(Failure) in
      try code.loop("x", width.positions) { code throws(Failure) in
        try code.loop("c", extents.channels) { code throws(Failure) in
          code.line("\(Language.variable) s = \(Language.number(0));")
          code.line("\(Language.counter) n = 0;")
          try code.loop("p", height.kernel) { code throws(Failure) in
            code.line("\(Language.counter) r = \(code.place(height, "y", "p"));")
            code.line("if (r < 0 || r >= \(height.extent)) continue;")
            try code.loop("q", width.kernel) { code in
              code.line("\(Language.counter) t = \(code.place(width, "x", "q"));")
              code.line("if (t < 0 || t >= \(end)) continue;")
              let element = "\(image)[(r * \(width.extent) + t) * \(extents.channels) + c]"
              code.line(
                isMaximum
                  ? "if (n == 0 || \(element) > s) s = \(element);" : "s += \(element);")
              code.line("n++;")
            }
          }
          let result = isMaximum ? "s" : "(n > 0 ? s / n : s)"
          code.line("\(name)[(y * \(width.positions) + x) * \(extents.channels) + c] = \(result);")
        }
      }
    }
  }
}
