import Engine
import ONNXSchema
import Spec
import System
import Tabular
import Training

/// A model as an ONNX file: an input for each column, an output for each answer.
struct ONNXExport {
  /// The version of ONNX's operations, the first with regular expressions, and that of the file's form which belongs to
  /// it.
  private static let operations = 20
  private static let form = 9
  /// A message of protobuf may have 2³¹ − 1 bytes; some are for what is no parameter.
  private static let mostBytes = Int(Int32.max) - (1 << 26)

  let bytes: [UInt8]

  /// - Throws: `configuration` where the model has something that the file cannot express.
  init(_ model: ExportedModel) throws(Failure) {
    let whole = model.whole
    let columns = model.columns
    if let column = columns.first(where: { $0.name.isEmpty }) {
      throw Failure(
        .configuration,
        "the column \(column.name.quoted) has no name, which an input of ONNX must have")
    }
    let used = model.usedLeaves
    let count =
      used.parameters.reduce(0) { $0 + model.parameters[$1].count }
      + used.states.reduce(0) { $0 + model.states[$1].count }
    guard count <= Self.mostBytes / (model.isSingle ? 4 : 8) else {
      throw Failure(
        .configuration, "the model has \(count) parameters, and an ONNX file has room for 2 GiB")
    }
    let outputs = Self.outputs(whole.names, besides: columns.map(\.name))
    let nodes = ONNXNodes(besides: columns.map(\.name) + outputs)
    let double = ONNXNumber.Scope(nodes: nodes, isSingle: false)
    let own = ONNXNumber.Scope(nodes: nodes, isSingle: model.isSingle)

    let cells = try ONNXCells(model, nodes).cells
    let rows = nodes.apply("Shape", [cells], [.whole("start", 0), .whole("end", 1)])
    var inputs = ONNXCode(whole.cells, double, rows: rows)
    var row = try inputs.compute([whole.inputs]) { source, _ in
      if case .data = source { cells } else { nil }
    }[0]
    if model.isSingle { row = nodes.cast(row, to: .float) }

    var layers = ONNXCode(model.layers.graph, own, rows: rows)
    let decisions = model.layers.decisions
    var decided = try layers.compute([decisions]) { source, shape in
      func tensor(_ elements: [Double], _ name: String) -> String {
        nodes.tensor(
          Onnx_TensorProto(
            elements, [shape.rowCount(batch: 1), shape.columns], isSingle: model.isSingle),
          name: name)
      }
      return switch source {
      case .data(0): row
      case .parameter(let number):
        tensor(model.parameters[number], model.network.parameters[number].name)
      case .state(let number): tensor(model.states[number], model.network.states[number].name)
      default: nil
      }
    }[0]
    let shape = model.layers.graph.shape(decisions)
    if !shape.rows.isBatch {
      decided = layers.expand(decided, to: Shape(.batch, shape.columns))
    }
    if model.isSingle { decided = nodes.cast(decided, to: .double) }

    var end = ONNXCode(whole.decisions, double, rows: rows)
    let values = try end.compute(whole.answers.map(\.place.value)) { source, _ in
      if case .data = source { decided } else { nil }
    }
    var results: [Onnx_ValueInfoProto] = []
    for ((answer, value), name) in zip(zip(whole.answers, values), outputs) {
      let column = answer.place.column
      let elements = nodes.slice(value, column..<column + 1, axis: 1)
      if case .label = answer {
        let number = nodes.cast(nodes.reshape(elements, [-1]), to: .int64)
        let classes = nodes.texts(model.encoder.classes?.names ?? [])
        _ = nodes.apply("Gather", [classes, number], [.whole("axis", 0)], output: name)
        results.append(Onnx_ValueInfoProto(name, .string, doc: "the class"))
      } else {
        _ = nodes.apply("Reshape", [elements, nodes.whole([-1])], output: name)
        results.append(
          Onnx_ValueInfoProto(
            name, .double, doc: Self.description(of: answer, model.encoder.targets)))
      }
    }

    var graph = Onnx_GraphProto()
    graph.name = "model"
    graph.node = nodes.nodes
    // Constants that only nodes without a use read are none of the file's.
    let read = Set(nodes.nodes.flatMap(\.input))
    graph.initializer = nodes.initializers.filter { read.contains($0.name) }
    graph.input = columns.map {
      Onnx_ValueInfoProto(
        $0.name, $0.isDecimal ? .double : .string, doc: ONNXCells.description(of: $0))
    }
    graph.output = results
    var file = Onnx_ModelProto()
    file.irVersion = Int64(Self.form)
    file.producerName = "dlrun"
    file.docString = "A model from the cells of a table's columns to its answers."
    var operations = Onnx_OperatorSetIdProto()
    operations.version = Int64(Self.operations)
    file.opsetImport = [operations]
    file.graph = graph
    guard let bytes = file.bytes else {
      throw Failure(.configuration, "the model is larger than an ONNX file can be, 2 GiB")
    }
    self.bytes = bytes
  }

  /// The names of the outputs: those of the answers, with `_2` and so on behind one that a column has.
  private static func outputs(_ names: [String], besides columns: [String]) -> [String] {
    var taken = Set(columns)
    return names.map { name in
      var (unique, number) = (name, 2)
      while taken.contains(unique) || unique != name && names.contains(unique) {
        unique = "\(name)_\(number)"
        number += 1
      }
      taken.insert(unique)
      return unique
    }
  }

  private static func description(
    of answer: AnswerGraph.Answer, _ targets: [String]
  ) -> String {
    switch answer {
    case .label: "the class"
    case .probability(let name, _, _): "the probability of \(name.quoted)"
    case .number(let target, .prediction, _): targets[target]
    case .number(let target, .quantile(let level), _):
      "the quantile \(level) of \(targets[target])"
    case .number(let target, .deviation, _): "the deviation of \(targets[target])"
    }
  }
}
