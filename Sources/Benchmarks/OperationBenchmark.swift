import Engine
import Spec

/// An operation on operands of a certain size, taken from an example of the tests.
struct OperationBenchmark {
  let name: String
  /// The shapes of operands and result.
  let shapes: String
  /// Of one run.
  let seconds: Double
  let bytes: Int
  /// The elements of the result.
  let elements: Int
  /// Additions and multiplications where it is a matrix product, else nil.
  let productOperations: Int?

  /// All registered operations and those that only occur in their gradients, on the shapes of all their
  /// examples.
  static func all(rows: Int, columns: Int) throws -> [OperationBenchmark] {
    let activations = try Activations.registry.names.compactMap {
      try ComponentSelection.with("activation", $0).activation as? any Operation
    }
    let types = Operations.all + activations.map { type(of: $0) }
    let registered = Set(types.flatMap { $0.examples }.map { $0.operation.name })
    var seen: Set<String> = []
    return types.flatMap { $0.examples }.flatMap { example in
      let (graph, inputs, result) = scaled(example, columns: columns)
      let ranges = Dictionary(uniqueKeysWithValues: zip(inputs, example.operands))
      return measure(
        differentiated(graph, result, by: inputs.filter { ranges[$0]?.isLabel == false }),
        rows: rows, ranges
      ) { value, operation in
        value == result || !registered.contains(operation.name)
      }
    }.filter { seen.insert("\($0.name) \($0.shapes)").inserted }
  }

  /// The example with every extent but 1 replaced, where its operation allows that.
  private static func scaled(
    _ example: Example, columns: Int
  ) -> (graph: Graph, inputs: [Value], result: Value) {
    let shapes = example.operands.map(\.shape)
    let larger = shapes.map { shape in
      let extent: Extent = if case .fixed(2...) = shape.rows { .fixed(columns) } else { shape.rows }
      return Shape(extent, shape.columns > 1 ? columns : 1)
    }
    let fits = (try? example.operation.shape(of: larger)) != nil
    var graph = Graph()
    let inputs = (fits ? larger : shapes).map { shape in
      switch shape.rows {
      case .batch(let times):
        graph.reshaped(graph.data(0, columns: times * shape.columns), to: shape)
      case .fixed(let rows): graph.parameter(rows: rows, columns: shape.columns)
      }
    }
    let result = graph.apply(example.operation, inputs)
    return (graph, inputs, result)
  }

  /// The graph with the gradients of the result's sum, where it has any.
  private static func differentiated(
    _ graph: Graph, _ result: Value, by inputs: [Value]
  ) -> Graph {
    guard !inputs.isEmpty else { return graph }
    var graph = graph
    let shape = graph.shape(result)
    var total = shape.columns == 1 ? result : graph.apply(SumColumns(), result)
    if shape.rows != .fixed(1) { total = graph.apply(SumRows(), total) }
    _ = graph.gradient(of: total, withRespectTo: inputs)
    return graph
  }

  /// Measures the nodes of a graph that are asked for.
  static func measure(
    _ graph: Graph, rows: Int, _ ranges: [Value: Example.Operand] = [:],
    where isWanted: (Value, any Operation) -> Bool
  ) -> [OperationBenchmark] {
    let kernels = GraphKernels<Float>(graph, rows: rows, drawing: ranges)
    return graph.values.compactMap { value in
      guard case .operation(let operation, let inputs) = graph[value].source,
        isWanted(value, operation)
      else { return nil }
      func extents(_ value: Value) -> (rows: Int, columns: Int) {
        (graph.shape(value).rowCount(batch: rows), graph.shape(value).columns)
      }
      func spelled(_ value: Value) -> String { "\(extents(value).rows)×\(extents(value).columns)" }
      return OperationBenchmark(
        name: operation.name,
        shapes: inputs.map(spelled).joined(separator: ", ") + " → " + spelled(value),
        seconds: kernels.seconds(of: value), bytes: kernels.bytes(of: value),
        elements: graph.shape(value).count(batch: rows),
        productOperations: operation is MatrixProduct
          ? operation.work(result: extents(value), inputs: inputs.map(extents)) : nil)
    }
  }
}
