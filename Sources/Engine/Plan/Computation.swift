/// What a program computes: values of a graph, what becomes of the parameters' gradients, and what the
/// states become.
package struct Computation: Sendable {
  /// How the gradients of the parameters are used.
  package enum Gradients: Sendable {
    /// There are none: the program evaluates.
    case none
    /// They are kept.
    case store
    /// They are kept and at once followed by the parameters' update.
    case storeAndUpdate
    /// They are at once followed by the parameters' update; those of parameters in several tiles are not kept.
    case update
    /// They are added to those kept.
    case accumulate

    var accumulates: Bool { self == .accumulate }
    var updates: Bool { self == .update || self == .storeAndUpdate }
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
  /// What states become at the end of a run, when nothing reads any more what they were: for each the
  /// number of the state and a value of its shape.
  package private(set) var stateUpdates: [(state: Int, value: Value)] = []

  /// What is computed in the end.
  var results: [Value] { outputs + parameterGradients + stateUpdates.map(\.value) }

  package init(
    graph: Graph, outputs: [Value], parameters: [Value], parameterGradients: [Value] = [],
    gradients: Gradients = .none, computesNorm: Bool = false,
    stateUpdates: [(state: Int, value: Value)] = []
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
    // What is copied into a state is computed: another state would be written meanwhile.
    self.stateUpdates = stateUpdates.map { state, value in
      if case .operation = graph[value].source { return (state, value) }
      return (state, self.graph.apply(Broadcast(shape: graph.shape(value)), value))
    }
    self.graph.simplify(keeping: results)
  }

  /// The same for batches of one row, without the operations that change nothing there, and with layers in few passes.
  var onOneRow: Computation {
    var graph = graph
    let same = graph.removeIdentitiesOnOneRow()
    // An output is read when parameters and states may have been written already.
    let outputs = outputs.map { output in
      switch graph[same[output.index]].source {
      case .parameter, .state: output
      case .data, .constant, .operation: same[output.index]
      }
    }
    var computation = Computation(
      graph: graph, outputs: outputs, parameters: parameters,
      parameterGradients: parameterGradients.map { same[$0.index] }, gradients: gradients,
      computesNorm: computesNorm,
      stateUpdates: stateUpdates.map { ($0.state, same[$0.value.index]) })
    computation.graph.joinLayersOnOneRow(
      keeping: computation.results, gradients: Set(computation.parameterGradients))
    return computation
  }
}
