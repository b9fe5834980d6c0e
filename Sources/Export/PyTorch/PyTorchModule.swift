import Engine
import Spec
import System

/// The layers of a network as modules of PyTorch, and the statements that run them.
struct PyTorchModule {
  /// What the constructor makes, by the names that tensors begin with.
  private(set) var embeddings: [(name: String, module: String)] = []
  private(set) var layers: [(name: String, module: String)] = []
  /// From `inputs` to what is returned.
  private(set) var lines: [String] = []

  /// A value of the forward pass, [rows, extents].
  private struct Features {
    var text: String
    var extents: [Int]
    /// The variable with the lengths of sequences.
    var lengths: String?

    /// The value as [rows, n].
    var flat: String { extents.count > 1 ? "\(text).flatten(1)" : text }
  }

  private let network: Network
  private var groups: [(name: String, features: Features)] = []
  /// What layers gave, by their numbers.
  private var finished: [Int: Features] = [:]

  /// - Throws: `configuration` where a layer has no module like it.
  init(_ network: Network) throws(Failure) {
    self.network = network
    embeddings = network.embeddings.map {
      ($0.column, "nn.Embedding(\($0.categories), \($0.dimensions))")
    }
    for (number, group) in network.groups.enumerated() { add(group, number) }
    let last = network.layers.count - 1
    let outputs = try features(of: last)
    lines.append("return \(outputs.flat)")
  }

  // MARK: What layers read

  private mutating func add(_ group: InputGroup, _ number: Int) {
    var parts: [String] = []
    var next = group.columns.lowerBound
    func addNumbers(before end: Int) {
      guard end > next else { return }
      parts.append(
        next == 0 && end == network.inputs ? "inputs" : "inputs[:, \(next):\(end)]")
    }
    for embedding in network.embeddings where group.columns.contains(embedding.input) {
      addNumbers(before: embedding.input)
      parts.append(
        "self.embeddings[\(embedding.column.quoted)](inputs[:, \(embedding.input)].long())")
      next = embedding.input + 1
    }
    addNumbers(before: group.columns.upperBound)
    let value = parts.count == 1 ? parts[0] : "torch.cat([\(parts.joined(separator: ", "))], dim=1)"
    let extents = network.extents(of: group)
    var features = Features(text: "group_\(number)", extents: extents)
    lines.append(
      "group_\(number) = \(extents.count == 1 ? value : "\(value).reshape(-1, \(Self.list(extents)))")"
    )
    if let column = group.lengthColumn {
      features.lengths = "lengths_\(number)"
      lines.append("lengths_\(number) = inputs[:, \(column)].long()")
    }
    groups.append((group.name, features))
  }

  private mutating func features(of index: Int) throws(Failure) -> Features {
    if let known = finished[index] { return known }
    let layer = network.layers[index]
    let input = try input(of: index)
    var output = try build(layer, index, input)
    if layer.element.dropout > 0 {
      output.text = "F.dropout(\(output.text), \(layer.element.dropout), self.training)"
    }
    lines.append("x\(index) = \(output.text)")
    output.text = "x\(index)"
    finished[index] = output
    return output
  }

  private mutating func input(of index: Int) throws(Failure) -> Features {
    let element = network.layers[index].element
    guard let names = element.from else {
      guard index == 0 else { return try features(of: index - 1) }
      guard groups.count > 1 else { return groups[0].features }
      let parts = groups.map(\.features)
      return Features(
        text: "torch.cat([\(parts.map(\.flat).joined(separator: ", "))], dim=1)",
        extents: [parts.reduce(0) { $0 + $1.extents.reduce(1, *) }])
    }
    var parts: [Features] = []
    for name in names {
      if let number = network.layers.firstIndex(where: { $0.element.name == name }) {
        parts.append(try features(of: number))
      } else if let group = groups.first(where: { $0.name == name }) {
        parts.append(group.features)
      }
    }
    guard parts.count > 1 else { return parts[0] }
    // Of sequences of several groups all elements are read.
    let lengths = Set(parts.compactMap(\.lengths))
    var joined = Features(
      text: "", extents: parts[0].extents, lengths: lengths.count == 1 ? lengths.first : nil)
    if element.join == .add {
      joined.text = "(\(parts.map(\.text).joined(separator: " + ")))"
    } else {
      joined.text = "torch.cat([\(parts.map(\.text).joined(separator: ", "))], dim=-1)"
      joined.extents[joined.extents.count - 1] = parts.reduce(0) {
        $0 + $1.extents[$1.extents.count - 1]
      }
    }
    return parts.allSatisfy({ $0.lengths != nil }) ? joined : masked(joined)
  }

  private func masked(_ features: Features) -> Features {
    var features = features
    if let lengths = features.lengths { features.text = "masked(\(features.text), \(lengths))" }
    return features
  }

  // MARK: Layers

  /// What a layer makes of what it reads; the last one stops at its weighted sums.
  private mutating func build(
    _ layer: any Layer, _ index: Int, _ input: Features
  ) throws(Failure) -> Features {
    let name = layer.element.name ?? String(index)
    let module = "self.layers[\(name.quoted)]"
    let isLast = index == network.layers.count - 1
    var output = Features(
      text: "", extents: network.built[index].outputs, lengths: input.lengths)
    func activated(_ activation: any Activation) throws(Failure) -> String {
      if isLast { return output.text }
      guard let text = Self.text(activation, output.text) else {
        throw refused("the activation \(type(of: activation).name.quoted)", index)
      }
      return text
    }
    switch layer {
    case let layer as Dense:
      let inputs = input.extents.reduce(1, *)
      let bias = layer.bias ? "" : ", bias=False"
      layers.append((name, "nn.Linear(\(inputs), \(output.extents[0])\(bias))"))
      output.text = "\(module)(\(input.flat))"
      output.text = try activated(layer.activation)
      output.lengths = nil
      return output
    case let layer as ConvolutionLayer:
      let axes = Self.axes(
        over: input, kernel: layer.kernelSize, stride: layer.stride, dilation: layer.dilation,
        layer.padding)
      var parameters = [
        "\(input.extents[axes.count])", "\(layer.filters)", Self.tuple(axes.map(\.kernel)),
      ]
      for (key, numbers) in [("stride", axes.map(\.stride)), ("dilation", axes.map(\.dilation))]
      where numbers.contains(where: { $0 > 1 }) {
        parameters.append("\(key)=\(Self.tuple(numbers))")
      }
      if layer.groups > 1 { parameters.append("groups=\(layer.groups)") }
      if !layer.bias { parameters.append("bias=False") }
      layers.append(
        (name, "nn.Conv\(axes.count)d(\(parameters.joined(separator: ", ")))"))
      output.text = "convolved(\(module), \(input.text), \(Self.padding(axes)))"
      output.text = try activated(layer.activation)
      countWindows(&output, axes, index)
      return isLast ? output : masked(output)
    case let layer as PoolingLayer:
      let axes =
        switch layer.size {
        case .all:
          Self.axes(over: input, kernel: Array(input.extents.dropLast()), stride: [1], .valid)
        case .extents(let size):
          Self.axes(over: input, kernel: size, stride: layer.stride ?? size, layer.padding)
        }
      output.text =
        "pooled(\(input.text), \(input.lengths ?? "None"), \(Self.tuple(axes.map(\.kernel))), \(Self.tuple(axes.map(\.stride))), \(Self.padding(axes)), \(layer.method.rawValue.quoted))"
      if case .all = layer.size {
        output.text += ".flatten(1)"
        output.lengths = nil
        return output
      }
      countWindows(&output, axes, index)
      return masked(output)
    case let layer as BatchNormalization:
      let channels = input.extents[input.extents.count - 1]
      let kind = input.extents.count == 3 ? "nn.BatchNorm2d" : "nn.BatchNorm1d"
      layers.append(
        (
          name,
          Self.normalization(
            "\(kind)(\(channels), eps=\(layer.epsilon), momentum=\(layer.momentum))",
            scale: layer.scale, offset: layer.offset)
        ))
      output.text =
        input.extents.count == 1
        ? "\(module)(\(input.text))" : "\(module)(\(input.text).movedim(-1, 1)).movedim(1, -1)"
      return masked(output)
    case let layer as LayerNormalization:
      let channels = input.extents[input.extents.count - 1]
      layers.append(
        (
          name,
          Self.normalization(
            "nn.LayerNorm(\(channels), eps=\(layer.epsilon))", scale: layer.scale,
            offset: layer.offset)
        ))
      output.text = "\(module)(\(input.text))"
      return masked(output)
    case let layer as any RecurrentKind:
      let recurrence = layer.recurrence
      var parameters = ["\(input.extents[1])", "\(recurrence.units)", "batch_first=True"]
      if recurrence.isBidirectional { parameters.append("bidirectional=True") }
      let kind: String
      switch layer {
      case is GRULayer: kind = "nn.GRU"
      case is LSTMLayer: kind = "nn.LSTM"
      case let layer as RecurrentLayer where layer.activation is Tanh: kind = "nn.RNN"
      case let layer as RecurrentLayer where layer.activation is ReLU:
        kind = "nn.RNN"
        parameters.append("nonlinearity=\"relu\"")
      case let layer as RecurrentLayer:
        throw refused("a recurrent layer with \(type(of: layer.activation).name)", index)
      default: throw refused("the kind \(type(of: layer).name.quoted)", index)
      }
      layers.append((name, "\(kind)(\(parameters.joined(separator: ", ")))"))
      let part = recurrence.output == .all ? 0 : 1
      output.text =
        "recurrent(\(module), \(input.text), \(input.lengths ?? "None"), \(recurrence.isReverse ? "True" : "False"))[\(part)]"
      if recurrence.output == .last { output.lengths = nil }
      return output
    case is DropoutLayer:
      output.text = input.text
      return output
    case let layer as ActivationLayer:
      output.text = input.text
      output.text = try activated(layer.activation)
      return isLast ? output : masked(output)
    case is ReshapeLayer:
      output.text = "\(input.text).reshape(-1, \(Self.list(output.extents)))"
      return output
    default: throw refused("the kind \(type(of: layer).name.quoted)", index)
    }
  }

  private func refused(_ what: String, _ index: Int) -> Failure {
    Failure(
      .configuration,
      "\(what) of \(network.spelledLayer(index)) cannot be expressed by a module of PyTorch")
  }

  /// The axes over which the windows of a layer move: height and width, or steps.
  private static func axes(
    over input: Features, kernel: [Int], stride: [Int], dilation: [Int] = [1], _ padding: Padding
  ) -> [WindowAxis] {
    func number(_ numbers: [Int], _ axis: Int) -> Int { numbers[numbers.count > 1 ? axis : 0] }
    return input.extents.dropLast().enumerated().map { axis, extent in
      WindowAxis(
        extent: extent, kernel: number(kernel, axis), stride: number(stride, axis),
        dilation: number(dilation, axis), padding: padding)
    }
  }

  /// The lengths behind windows along the steps.
  private mutating func countWindows(_ output: inout Features, _ axes: [WindowAxis], _ index: Int) {
    guard let lengths = output.lengths, let axis = axes.last else { return }
    lines.append("lengths_x\(index) = windows(\(lengths), \(axis.reach), \(axis.stride))")
    output.lengths = "lengths_x\(index)"
  }

  private static func normalization(_ module: String, scale: Bool, offset: Bool) -> String {
    if !scale && !offset {
      return module.dropLast()
        + (module.contains("LayerNorm") ? ", elementwise_affine=False)" : ", affine=False)")
    }
    return scale && offset ? module : "without(\(module), \"\(scale ? "bias" : "weight")\")"
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }

  /// A number, or a tuple of several.
  private static func tuple(_ numbers: [Int]) -> String {
    numbers.count == 1 ? "\(numbers[0])" : "(\(list(numbers)))"
  }

  /// The zeros before and behind each axis, the last one first, as `F.pad` takes them.
  private static func padding(_ axes: [WindowAxis]) -> String {
    let zeros = axes.reversed().flatMap { axis in
      [axis.before, axis.padding == .same ? axis.dilation * (axis.kernel - 1) - axis.before : 0]
    }
    return "(\(list(zeros)))"
  }

  /// An activation by the function that PyTorch has for it; nil where it has none.
  private static func text(_ activation: any Activation, _ z: String) -> String? {
    switch activation {
    case is Identity: z
    case is Sigmoid: "torch.sigmoid(\(z))"
    case is Tanh: "torch.tanh(\(z))"
    case is ReLU: "F.relu(\(z))"
    case let leaky as LeakyReLU: "F.leaky_relu(\(z), \(leaky.slope))"
    case let elu as ELU: "F.elu(\(z), \(elu.alpha))"
    case is SELU: "F.selu(\(z))"
    case is GELU: "F.gelu(\(z))"
    case is SiLU: "F.silu(\(z))"
    case is Mish: "F.mish(\(z))"
    // Far from 0 the identity takes its place, beyond what its digits show.
    case is Softplus: "F.softplus(\(z), threshold=40)"
    case is Heaviside: "(\(z) >= 0).to(\(z).dtype)"
    default: nil
    }
  }
}
