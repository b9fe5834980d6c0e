/// What training makes small on one batch, as a function of the parameters, and its gradient: the graph
/// that training differentiates, in programs that update nothing.
///
/// Dropped units are those of the first update, so that the function is the same at each call.
/// Invariant: whoever makes one keeps the memory of the rows alive and unchanged for as long as it is
/// used.
package final class BatchObjective<S: Scalar> {
  private let graph: NetworkGraph
  private let storage: ParameterStorage<S>
  private let context: StepContext<S>
  private let evaluating: Program<S>
  private let differentiating: Program<S>
  private let team = Team(count: 1)

  /// - Parameters:
  ///   - rows: the batch, all of which is worked on at once.
  ///   - seed: what dropped units are drawn from.
  package init(_ network: Network, on rows: Rows<S>, seed: UInt64) {
    let built = NetworkGraph(network, training: true)
    let (differentiated, gradients) = built.differentiated(built.objective)
    let storage = ParameterStorage<S>(
      network.parameters.map { .init(rows: $0.rows, columns: $0.columns, isWeight: $0.isWeight) },
      states: network.states.map(\.count))
    for (state, memory) in zip(network.states, storage.states) {
      memory.elements.update(repeating: S(state.initial))
    }
    func program(_ computation: Computation) -> Program<S> {
      let plan = Plan(computation, rows: rows.count)
      return Program(
        plan, storage: storage, point: storage.values)
    }
    graph = built
    self.storage = storage
    context = StepContext(rows, seed: seed)
    evaluating = program(
      Computation(graph: built.graph, outputs: [built.objective], parameters: built.parameters))
    differentiating = program(
      Computation(
        graph: differentiated, outputs: [built.objective], parameters: built.parameters,
        parameterGradients: gradients, gradients: .store))
  }

  /// A parameter's values, row-major, to be set; 0 at first.
  package func parameter(_ number: Int) -> UnsafeMutableBufferPointer<S> {
    storage.elements(of: number, in: storage.values)
  }

  /// The objective at the parameters as they are.
  package func value() -> S { run(evaluating) }

  /// Computes the gradient at the parameters as they are, and returns the objective.
  package func differentiate() -> S { run(differentiating) }

  /// The gradient by a parameter, row-major, as `differentiate` computed it last.
  package func gradient(_ number: Int) -> UnsafeBufferPointer<S> {
    UnsafeBufferPointer(storage.elements(of: number, in: storage.gradients))
  }

  private func run(_ program: Program<S>) -> S {
    program.run(context, by: team)
    return program.output(graph.objective)?[0] ?? .nan
  }
}
