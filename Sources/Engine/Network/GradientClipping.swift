/// Limits on the gradient by which parameters are updated. At most one of them is set.
package struct GradientClipping: Sendable {
  /// The greatest Euclidean norm over all parameters; a longer gradient is shortened to it.
  package var norm: Double?
  /// The greatest size of an element.
  package var value: Double?

  package init(norm: Double? = nil, value: Double? = nil) {
    self.norm = norm
    self.value = value
  }

  var isNone: Bool { norm == nil && value == nil }

  /// The update by clipped gradients as a computation of its own, in which the kept gradients stand
  /// for parameters: only when all pieces of a batch have been added up is there a gradient to be
  /// clipped. Each is written over the one that it is made of, element by element.
  func update(of network: Network) -> Computation {
    var graph = Graph()
    let kept = network.parameters.map { graph.parameter(rows: $0.rows, columns: $0.columns) }
    var gradients = kept
    if let value { gradients = gradients.map { graph.apply(Clip(to: value), $0) } }
    if let norm {
      let factor = Self.factor(norm, of: gradients, in: &graph)
      gradients = gradients.map { graph.apply(Multiply(), $0, factor) }
    }
    return Computation(
      graph: graph, outputs: [], parameters: kept, parameterGradients: gradients,
      gradients: .storeAndUpdate)
  }

  /// min(1, limit / (norm + 10⁻⁶)), as in PyTorch.
  private static func factor(
    _ limit: Double, of gradients: [Value], in graph: inout Graph
  ) -> Value {
    var squares = graph.constant(0)
    for gradient in gradients {
      let total = graph.total(graph.apply(Square(), gradient))
      squares = graph.apply(Add(), squares, total)
    }
    let norm = graph.apply(
      Add(), graph.apply(SquareRoot(), squares), graph.constant(1e-6))
    let limit = graph.constant(limit)
    let excess = graph.apply(Subtract(), norm, limit)
    return graph.apply(
      SelectPositive(), excess, graph.apply(Divide(), limit, norm), graph.constant(1))
  }
}
