/// Evaluates the plain network on rows, always as many at once, and a row always at the same place among
/// them, its number's: their number decides how a product is computed, and with it the last digits. So what comes of a row depends neither on the rows beside it nor on how many there
/// are.
///
/// Invariant: one thread at a time uses it; the addresses lie in memory that the program keeps.
package final class RowEvaluator<S: Scalar>: @unchecked Sendable {
  private let program: Program<S>
  private let losses: UnsafePointer<S>
  private let objectives: UnsafePointer<S>
  private let scores: UnsafePointer<S>
  private let decisions: UnsafePointer<S>
  private let network: Network
  /// Nil in a regression.
  private let margins: UnsafePointer<S>?
  /// The columns of the inputs, the targets and the decisions.
  private let columns: (inputs: Int, targets: Int, decisions: Int)
  /// Rows that are too few, and others behind them that do not count.
  private let fullInputs: Memory<S>
  private let fullTargets: Memory<S>
  private let rowsAtOnce: Int

  init(
    _ network: Network, _ graph: NetworkGraph, _ plan: Plan, storage: ParameterStorage<S>
  ) {
    program = Program(
      plan, storage: storage, point: storage.values)
    guard let losses = program.output(graph.rowLoss),
      let objectives = program.output(graph.rowObjective),
      let scores = program.output(graph.rowScore),
      let decisions = program.output(graph.decisions)
    else { preconditionFailure("the plan has these outputs") }
    self.losses = losses
    self.network = network
    self.objectives = objectives
    self.scores = scores
    self.decisions = decisions
    margins = network.classes == nil ? nil : program.output(graph.margins)
    columns = (network.inputs, network.targetColumns, network.outputs)
    rowsAtOnce = network.rowsEvaluatedAtOnce
    fullInputs = Memory(count: rowsAtOnce * columns.inputs)
    fullTargets = Memory(count: rowsAtOnce * columns.targets)
  }

  /// The values that decide the classes of rows, or the predictions of a regression.
  /// - Parameters:
  ///   - inputs: [count, inputs]
  ///   - first: the number of the first row, from 0.
  ///   - results: [count, outputs]
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func decide(
    _ inputs: UnsafePointer<S>, count: Int, first: Int, into results: UnsafeMutablePointer<S>
  ) {
    var start = 0
    while start < count {
      let place = (first + start) % rowsAtOnce
      let rows = min(rowsAtOnce - place, count - start)
      // Any targets will do.
      run(inputs + start * columns.inputs, targets: nil, at: place, count: rows)
      (results + start * columns.decisions)
        .update(from: decisions + place * columns.decisions, count: rows * columns.decisions)
      start += rows
    }
  }

  /// Evaluates rows whose inputs are made as they are needed.
  /// - Parameters:
  ///   - targets: [count, targets]
  ///   - ranking: whether the margins are asked for.
  ///   - inputs: writes the inputs of some rows, [rows, inputs].
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func evaluate(
    count: Int, targets: UnsafePointer<S>, ranking: Bool,
    inputs: (_ rows: Range<Int>, _ place: UnsafeMutablePointer<S>) -> Void
  ) -> Evaluation<S> {
    var evaluation = Evaluation<S>()
    let size = count * columns.decisions
    evaluation.decisions = [S](repeating: 0, count: size)
    evaluation.margins = [S](repeating: 0, count: ranking && margins != nil ? size : 0)
    let made = Memory<S>(count: rowsAtOnce * columns.inputs)
    var total = EvaluationTotal()
    evaluation.decisions.withUnsafeMutableBufferPointer { decisions in
      evaluation.margins.withUnsafeMutableBufferPointer { margins in
        guard let decisions = decisions.baseAddress else { return }
        for start in stride(from: 0, to: count, by: rowsAtOnce) {
          let rows = start..<min(start + rowsAtOnce, count)
          inputs(rows, made.start)
          let piece = Rows(
            inputs: UnsafePointer(made.start), targets: targets + start * columns.targets,
            count: rows.count)
          let place = start * columns.decisions
          total += evaluate(
            piece, 0..<rows.count, into: decisions + place,
            margins: margins.isEmpty ? nil : margins.baseAddress.map { $0 + place })
        }
      }
    }
    return total.evaluation(rows: count, of: network, evaluation)
  }

  /// Evaluates at most as many rows as are evaluated at once, the first of which has a multiple of that
  /// as its number.
  /// - Parameters:
  ///   - results: the decisions of all rows.
  ///   - rankings: the margins of all rows, where they are asked for.
  ///   - rowLosses: the losses of all rows, where they are asked for.
  func evaluate(
    _ rows: Rows<S>, _ range: Range<Int>, into results: UnsafeMutablePointer<S>,
    margins rankings: UnsafeMutablePointer<S>?,
    losses rowLosses: UnsafeMutablePointer<Double>? = nil
  ) -> EvaluationTotal {
    let start = range.lowerBound
    run(
      rows.inputs + start * columns.inputs, targets: rows.targets + start * columns.targets,
      at: 0, count: range.count)
    var total = EvaluationTotal()
    let (lossUnit, isRegression) = (network.toldLossUnit, network.classes == nil)
    for (number, row) in range.enumerated() where rows.counts(row) {
      let weight = rows.weights.map { Double($0[row]) } ?? 1
      total.loss += weight * Double(losses[number]) * lossUnit
      rowLosses?[row] = Double(losses[number]) * lossUnit
      total.objective += weight * Double(objectives[number])
      for column in 0..<columns.targets {
        let score = Double(scores[number * columns.targets + column])
        total.score += isRegression ? score * score : score
      }
    }
    (results + start * columns.decisions)
      .update(from: decisions, count: range.count * columns.decisions)
    if let rankings, let margins {
      (rankings + start * columns.decisions)
        .update(from: margins, count: range.count * columns.decisions)
    }
    return total
  }

  private func run(
    _ inputs: UnsafePointer<S>, targets: UnsafePointer<S>?, at place: Int, count: Int
  ) {
    var (inputs, targets) = (inputs, targets)
    if count < rowsAtOnce {
      (fullInputs.start + place * columns.inputs).update(
        from: inputs, count: count * columns.inputs)
      inputs = UnsafePointer(fullInputs.start)
      if let some = targets {
        (fullTargets.start + place * columns.targets).update(
          from: some, count: count * columns.targets)
        targets = nil
      }
    }
    let rows = Rows(
      inputs: inputs, targets: targets ?? UnsafePointer(fullTargets.start), count: rowsAtOnce)
    withUnsafePointer(to: StepContext(rows)) {
      program.run($0)
    }
  }
}

extension Plan {
  /// How rows are evaluated.
  /// - Parameter graph: that of the network, without what is only trained.
  package init(evaluating network: Network, by graph: NetworkGraph) {
    let margins =
      network.classes == nil || graph.margins == graph.decisions ? [] : [graph.margins]
    self.init(
      Computation(
        graph: graph.graph,
        outputs: [graph.rowLoss, graph.rowObjective, graph.rowScore, graph.decisions] + margins,
        parameters: graph.parameters), rows: network.rowsEvaluatedAtOnce)
  }
}
