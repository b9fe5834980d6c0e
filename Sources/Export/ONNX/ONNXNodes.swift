import ONNXSchema

/// The nodes of an ONNX graph as they are added, each after those whose values it reads.
final class ONNXNodes {
  /// Goes before all names but those of inputs and outputs.
  private let prefix: String
  private(set) var nodes: [Onnx_NodeProto] = []
  /// The values that are constants.
  private(set) var initializers: [Onnx_TensorProto] = []
  private var constants: [Onnx_TensorProto: String] = [:]

  /// - Parameter names: those of inputs and outputs.
  init(besides names: [String]) {
    var prefix = "/"
    while names.contains(where: { $0.hasPrefix(prefix) }) { prefix += "/" }
    self.prefix = prefix
  }

  /// The value of a node, the first of several.
  /// - Parameters:
  ///   - output: the value's name; nil for one of its own.
  ///   - name: what the node is called in messages.
  func apply(
    _ operation: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [],
    output: String? = nil, outputs: Int = 1, name: String = ""
  ) -> String {
    var node = Onnx_NodeProto()
    node.opType = operation
    node.input = inputs
    node.attribute = attributes
    let output = output ?? "\(prefix)\(nodes.count)"
    node.output = [output] + (1..<outputs).map { "\(output)/\($0)" }
    if !name.isEmpty { node.name = name }
    nodes.append(node)
    return output
  }

  // MARK: Constants

  /// A tensor under a name of its own.
  func tensor(_ tensor: Onnx_TensorProto, name: String) -> String {
    var tensor = tensor
    tensor.name = prefix + name
    initializers.append(tensor)
    return tensor.name
  }

  /// A tensor that others may share.
  private func constant(_ tensor: Onnx_TensorProto) -> String {
    if let known = constants[tensor] { return known }
    let name = self.tensor(tensor, name: "constant_\(constants.count)")
    constants[tensor] = name
    return name
  }

  func numbers(_ numbers: [Double], _ extents: [Int], isSingle: Bool) -> String {
    constant(Onnx_TensorProto(numbers, extents, isSingle: isSingle))
  }

  func whole(_ numbers: [Int], _ extents: [Int]? = nil) -> String {
    constant(Onnx_TensorProto(whole: numbers, extents ?? [numbers.count]))
  }

  func conditions(_ conditions: [Bool], _ extents: [Int]) -> String {
    constant(Onnx_TensorProto(conditions: conditions, extents))
  }

  func texts(_ texts: [String]) -> String { constant(Onnx_TensorProto(texts: texts)) }

  func text(_ text: String) -> String { texts([text]) }

  // MARK: Nodes that many need

  func cast(_ value: String, to type: Onnx_TensorProto.DataType) -> String {
    apply("Cast", [value], [.whole("to", type.rawValue)])
  }

  func reshape(_ value: String, _ extents: [Int]) -> String {
    apply("Reshape", [value, whole(extents)])
  }

  func slice(_ value: String, _ range: Range<Int>, axis: Int) -> String {
    apply(
      "Slice", [value, whole([range.lowerBound]), whole([range.upperBound]), whole([axis])])
  }

  func gather(_ value: String, at places: String, axis: Int) -> String {
    apply("Gather", [value, places], [.whole("axis", axis)])
  }

  /// The values side by side along an axis.
  func concatenate(_ values: [String], axis: Int) -> String {
    values.count == 1 ? values[0] : apply("Concat", values, [.whole("axis", axis)])
  }

  /// The sum, maximum … along an axis.
  func reduce(_ operation: String, _ value: String, axis: Int, keeps: Bool) -> String {
    apply(operation, [value, whole([axis])], [.whole("keepdims", keeps ? 1 : 0)])
  }

  func choose(_ condition: String, _ then: String, _ otherwise: String) -> String {
    apply("Where", [condition, then, otherwise])
  }
}
