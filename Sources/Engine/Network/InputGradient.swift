/// A number that follows from what a network decides about a row, and its gradient by the row's inputs.
///
/// Invariant: one thread at a time uses it; the addresses lie in memory that the program keeps.
package final class InputGradient: @unchecked Sendable {
  private let program: Program<Double>
  private let answers: UnsafePointer<Double>
  private let gradients: UnsafePointer<Double>
  private let columns: (inputs: Int, factors: Int)
  /// Rows that are too few, and others behind them that do not count.
  private let inputs: Memory<Double>
  private let factors: Memory<Double>
  private let rowsAtOnce = 64

  /// - Parameters:
  ///   - learner: whose parameters are taken as they are; rows of its network have no say in each other's answers,
  ///     and none of its inputs is the number of a category.
  ///   - isShare: whether the answer is divided by the sum of the decisions.
  package init(_ learner: Learner<Double>, isShare: Bool) {
    let network = learner.network
    precondition(network.nodes == nil && network.embeddings.isEmpty)
    let whole = learner.evaluating
    var graph = whole.graph
    // The graph's own factors of losses are those of training.
    let factors = graph.data(2, columns: network.outputs)
    var answer = graph.apply(SumColumns(), graph.apply(Multiply(), factors, whole.decisions))
    if isShare {
      answer = graph.apply(Divide(), answer, graph.apply(SumColumns(), whole.decisions))
    }
    let total = graph.apply(SumRows(), answer)
    let gradient = graph.gradient(of: total, withRespectTo: [whole.inputs])[0]
    let plan = Plan(
      Computation(graph: graph, outputs: [answer, gradient], parameters: whole.parameters),
      rows: rowsAtOnce)
    program = Program(plan, storage: learner.storage, point: learner.storage.values)
    guard let answers = program.output(answer), let gradients = program.output(gradient) else {
      preconditionFailure("the plan has these outputs")
    }
    self.answers = answers
    self.gradients = gradients
    columns = (network.inputs, network.outputs)
    inputs = Memory(count: rowsAtOnce * columns.inputs)
    self.factors = Memory(count: rowsAtOnce * columns.factors)
  }

  /// Computes both for some rows.
  /// - Parameters:
  ///   - rows: [count, inputs]
  ///   - weights: [count, outputs]; the answer is the sum of the decisions times these.
  ///   - body: called with a row's number, its answer, and its gradient, [inputs].
  package func run(
    _ rows: UnsafePointer<Double>, weights: UnsafePointer<Double>, count: Int,
    _ body: (_ row: Int, _ answer: Double, _ gradient: UnsafePointer<Double>) -> Void
  ) {
    for start in stride(from: 0, to: count, by: rowsAtOnce) {
      let part = min(rowsAtOnce, count - start)
      inputs.start.update(from: rows + start * columns.inputs, count: part * columns.inputs)
      factors.start.update(from: weights + start * columns.factors, count: part * columns.factors)
      let data = Rows(
        inputs: UnsafePointer(inputs.start), targets: UnsafePointer(inputs.start),
        weights: UnsafePointer(factors.start), count: rowsAtOnce)
      withUnsafePointer(to: StepContext(data)) { program.run($0) }
      for row in 0..<part { body(start + row, answers[row], gradients + row * columns.inputs) }
    }
  }
}
