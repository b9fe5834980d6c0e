/// What a program computes: values of a graph, and what becomes of the parameters' gradients.
package struct Computation: Sendable {
  /// How the gradients of the parameters are used.
  package enum Gradients: Sendable {
    /// There are none: the program evaluates.
    case none
    /// They are kept.
    case store
    /// They are kept and at once followed by the parameters' update.
    case storeAndUpdate
    /// They are added to those kept.
    case accumulate
    /// They are added to those kept, and the parameters are updated by the sum.
    case accumulateAndUpdate

    var accumulates: Bool { self == .accumulate || self == .accumulateAndUpdate }
    var updates: Bool { self == .storeAndUpdate || self == .accumulateAndUpdate }
  }

  package var graph: Graph
  /// Values that can be read when the program has run.
  package var outputs: [Value]
  /// The parameters, in order, and the gradient of each where gradients are used.
  package var parameters: [Value]
  package var parameterGradients: [Value]
  package var gradients: Gradients
  /// Whether the Euclidean norm of the gradients is computed, too.
  package var computesNorm: Bool

  /// What is computed in the end.
  var results: [Value] { outputs + parameterGradients }

  package init(
    graph: Graph, outputs: [Value], parameters: [Value], parameterGradients: [Value] = [],
    gradients: Gradients = .none, computesNorm: Bool = false
  ) {
    self.graph = graph
    self.outputs = outputs
    self.parameters = parameters
    self.gradients = gradients
    self.computesNorm = computesNorm
    self.parameterGradients = []
    // Each gradient is kept in a place of its own, so it must be a result of its own.
    for gradient in parameterGradients {
      if case .operation = graph[gradient].source, !self.parameterGradients.contains(gradient) {
        self.parameterGradients.append(gradient)
      } else {
        let copy = self.graph.apply(Broadcast(shape: graph.shape(gradient)), gradient)
        self.parameterGradients.append(copy)
      }
    }
    self.graph.simplify(keeping: results)
  }

  /// The same for batches of one row, without the operations that change nothing there.
  var onOneRow: Computation {
    var graph = graph
    let same = graph.removeIdentitiesOnOneRow()
    return Computation(
      graph: graph, outputs: outputs.map { same[$0.index] }, parameters: parameters,
      parameterGradients: parameterGradients.map { same[$0.index] }, gradients: gradients,
      computesNorm: computesNorm)
  }
}
