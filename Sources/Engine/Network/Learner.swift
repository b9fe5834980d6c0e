/// A network in training: its parameters, its plans and the threads that run them.
///
/// Other modules call it generically, so the methods that work on numbers are specialised by hand;
/// what they call is then specialised by the compiler.
package final class Learner<S: Scalar> {
  /// Additions and multiplications, some 0.1 ms of work, for which waking further threads pays.
  private static var leastSharedEvaluation: Int { 4_000_000 }

  package private(set) var network: Network
  package let optimizer: any Optimizer
  package let storage: ParameterStorage<S>
  /// The updates made so far.
  package internal(set) var step = 0
  let seed: UInt64
  package let batchRows: Int
  private let logsNorm: Bool
  private let clipping: GradientClipping
  private let team: Team
  /// The graph that is trained.
  package let training: NetworkGraph
  private(set) var evaluating: NetworkGraph
  /// Nil where nobody asks for the layers.
  let probe: LayerProbe<S>?
  /// Whether gradients are kept that only their parameter's update reads.
  private var keepsGradients: Bool
  /// What is left of the last update: all its gradients, and the parameters before it.
  var lastUpdate = (hasGradients: false, hasLastPoint: false)
  /// Whether all gradients of the last update can be read.
  package var hasGradients: Bool { lastUpdate.hasGradients }
  private var trainingPrograms: [ProgramKey: TrainingProgram<S>] = [:]
  /// The programs of an epoch over the number of rows that was trained on last.
  private var batches: (rowCount: Int, programs: BatchPrograms<S>)?
  /// The buffers of gradients that are kept, the storage's first.
  private var buffers: [Memory<S>]
  /// The ranks that train the network together; nil where this process does alone.
  package let exchange: (any Exchange)?
  /// Their updates; nil before the first program is made.
  private(set) var sharedUpdate: SharedUpdate<S>?
  /// What evaluates rows, for as many threads as were needed so far.
  private var evaluators: [RowEvaluator<S>] = []

  /// - Parameters:
  ///   - batchRows: the rows of an update; the last one of an epoch takes what is left.
  ///   - threads: the most threads that work together.
  ///   - logsNorm: whether each step's gradient norm is computed.
  ///   - logsLayers: whether `layerStatistics` is going to be called.
  ///   - clipping: the limits of the gradient; the norm that is told is that before clipping.
  ///   - drawsWeights: whether the parameters get initial values; else they are 0, for others to be set.
  ///   - exchange: the ranks that train the network together; nil where this process does alone.
  ///   - delay: as that of a team, for tests.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package init(
    _ network: Network, optimizer: any Optimizer, seed: UInt64, batchRows: Int, threads: Int,
    logsNorm: Bool = false, logsLayers: Bool = false,
    clipping: GradientClipping = GradientClipping(), drawsWeights: Bool = true,
    exchange: (any Exchange)? = nil, delay: (@Sendable (_ thread: Int) -> Void)? = nil
  ) {
    self.network = network
    self.optimizer = optimizer
    self.seed = seed
    self.batchRows = batchRows
    self.logsNorm = logsNorm
    self.clipping = clipping
    team = Team(count: threads, delay: delay)
    training = NetworkGraph(network, training: true)
    evaluating = NetworkGraph(network, training: false)
    storage = ParameterStorage(
      network.parameters.map { .init(rows: $0.rows, columns: $0.columns, isWeight: $0.isWeight) },
      slots: type(of: optimizer).slotCount, evaluationSlot: type(of: optimizer).evaluationSlot,
      states: network.states.map(\.count))
    self.exchange = exchange
    buffers = [storage.gradients]
    probe = logsLayers ? LayerProbe(network, storage: storage) : nil
    keepsGradients = logsLayers
    for (state, memory) in zip(network.states, storage.states) {
      memory.elements.update(repeating: S(state.initial))
    }
    guard drawsWeights else { return }
    for (number, parameter) in network.parameters.enumerated() {
      let elements = storage.elements(of: number, in: storage.values)
      let initialValue = network.initialValues(parameter, seed: seed)
      for index in elements.indices { elements[index] = S(initialValue(index)) }
    }
  }

  deinit { team.stop() }

  /// Replaces a parameter's initial values, row-major; before the first update.
  package func setParameter(_ number: Int, to values: some Collection<S>) {
    let elements = storage.elements(of: number, in: storage.values)
    precondition(step == 0 && values.count == elements.count)
    _ = elements.update(from: values)
  }

  /// A parameter's values, row-major.
  package func parameter(_ number: Int) -> UnsafeBufferPointer<S> {
    UnsafeBufferPointer(storage.elements(of: number, in: storage.values))
  }

  /// The values of a parameter or a state, row-major.
  package func elements(of tensor: Network.Tensor) -> UnsafeBufferPointer<S> {
    switch tensor.place {
    case .parameter(let number): parameter(number)
    case .state(let number): UnsafeBufferPointer(storage.states[number].elements)
    }
  }

  /// Replaces the values of a parameter or a state, row-major; before the first update.
  package func set(_ tensor: Network.Tensor, to values: some Collection<S>) {
    switch tensor.place {
    case .parameter(let number): setParameter(number, to: values)
    case .state(let number):
      precondition(step == 0 && values.count == tensor.count)
      _ = storage.states[number].elements.update(from: values)
    }
  }

  /// Gradients are first taken at the parameters themselves.
  func startEvaluationPoint() {
    guard storage.evaluationPoint !== storage.values else { return }
    storage.evaluationPoint.start.update(from: storage.values.start, count: storage.values.count)
  }

  // MARK: Training

  /// Trains on all rows once, or on those that are left of an epoch.
  /// - Parameters:
  ///   - epoch: from 1.
  ///   - order: the order in which the rows are taken; nil for their own.
  ///   - progress: how far the epoch is.
  ///   - end: the rows of the epoch before which to stop, a whole number of updates; nil for all.
  ///   - rate: the learning rate of an update, counted from 1 over the run; nil for the optimizer's.
  ///   - onStep: called after each update, by the caller's thread.
  ///   - pauses: asked after each update but the last whether to stop there.
  ///   - stops: asked within updates of several pieces whether to give up the one that is under way.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func train(
    epoch: Int, on rows: Rows<S>, order: UnsafePointer<Int32>?,
    from progress: EpochProgress = EpochProgress(), to end: Int? = nil,
    rate: (@Sendable (_ step: Int) -> Double)? = nil, onStep: ((StepResult) -> Void)? = nil,
    pauses: (() -> Bool)? = nil, stops: (() -> Bool)? = nil
  ) -> EpochResult {
    if step == 0 { startEvaluationPoint() }
    let batches = preparedBatches(of: rows.count)
    let run = EpochRun(
      context: context(epoch: epoch, rows, order), rows.feed, from: result(of: progress),
      rowCount: end ?? rows.count,
      batches: batches, rate: rate, onStep: onStep, pauses: pauses,
      // Layers' states change with each piece.
      stops: network.states.isEmpty ? stops : nil, logsNorm: logsNorm,
      maxNorm: MaxNorm(
        network.parameters.map { $0.isWeight ? network.regularizer(of: $0).maxNorm : nil },
        storage: storage, threads: team.count), lastPoint: probe?.lastPoint,
      team: batches.isParallel && team.count > 1 ? team : nil)
    run.train()
    step += run.result.updates
    let isWhole = run.result.progress.rows == rows.count && run.result.divergedAt == nil
    lastUpdate = (hasGradients: batches.keepsGradients, hasLastPoint: probe != nil && isWhole)
    return run.result
  }

  /// What an epoch gave that is so far.
  package func result(of progress: EpochProgress) -> EpochResult {
    EpochResult(progress, scoreIsRoot: network.classes == nil)
  }

  /// Where the next update begins.
  func context(epoch: Int, _ rows: Rows<S>, _ order: UnsafePointer<Int32>?) -> StepContext<S> {
    var context = StepContext(rows, seed: seed, rate: optimizer.learningRate)
    context.order = order
    context.epoch = epoch
    context.step = step
    return context
  }

  /// A program of a piece of a batch depends on the rows and on its place among the pieces.
  private struct ProgramKey: Hashable {
    let rows: Int
    let batchRows: Int
    /// Whether it brings the penalty's gradient, which one piece of a batch does.
    let isFirst: Bool
    let gradients: Computation.Gradients
    /// The buffer that takes its gradient.
    var buffer = 0

    /// That of the plan, which is the same for all buffers.
    var plan: ProgramKey {
      var key = self
      key.buffer = 0
      return key
    }
  }

  private func preparedBatches(of rowCount: Int) -> BatchPrograms<S> {
    if let batches, batches.rowCount == rowCount { return batches.programs }
    let full = min(batchRows, rowCount)
    let layouts = [full, rowCount % full].map { $0 > 0 ? network.pieces(of: $0) : nil }
    let isFused =
      clipping.isNone && exchange == nil && layouts.allSatisfy { $0?.isWhole ?? true }
    let steps = layouts.map { layout in layout.map { ($0, self.steps(of: $0)) } }
    let keys = steps.compactMap(\.self).flatMap { layout, steps in
      steps.map { key(of: $0, in: layout, isFused: isFused) }
    }
    growBuffers(to: steps.compactMap(\.self).flatMap(\.1).map(\.bufferCount).max() ?? 1)
    let missing = Set(keys.filter { trainingPrograms[$0] == nil })
    if !missing.isEmpty { compile(missing) }
    func program(_ number: Int) -> BatchProgram<S> {
      guard let (layout, steps) = steps[number] else {
        return BatchProgram(layout: network.pieces(of: full), pieces: [])
      }
      return BatchProgram(
        layout: layout,
        pieces: steps.enumerated().compactMap { number, step in
          // A sum is complete before the next one begins, in the buffer behind its own.
          let next = number + 1 < steps.count ? steps[number + 1].sum : nil
          return trainingPrograms[key(of: step, in: layout, isFused: isFused)].map {
            .init(
              training: $0, step: step, start: layout.pieces[step.piece].lowerBound,
              completes: exchange != nil && next != step.sum ? step.sum : nil)
          }
        })
    }
    let update = isFused ? nil : keptUpdate
    let shared = exchange.flatMap { exchange in
      update.map { update in
        SharedUpdate(
          update, storage, buffers: buffers, keepsGradients: probe != nil, exchange)
      }
    }
    sharedUpdate = shared
    let prepared = BatchPrograms(
      batchRows: full, full: program(0), last: program(1), update: update, shared: shared)
    batches = (rowCount, prepared)
    return prepared
  }

  /// The order of work on a batch, of which ranks do a part.
  private func steps(of layout: BatchPieces) -> [BatchPieces.Step] {
    layout.steps(
      for: exchange.map { SharedUpdate<S>.sums(of: layout, rank: $0.rank, of: $0.count) }
        ?? [layout.root])
  }

  private func key(
    of step: BatchPieces.Step, in layout: BatchPieces, isFused: Bool
  ) -> ProgramKey {
    ProgramKey(
      rows: layout.pieces[step.piece].count, batchRows: layout.rowCount,
      isFirst: step.piece == 0,
      gradients: isFused ? fusedGradients : step.isAdded ? .accumulate : .store,
      buffer: step.buffer)
  }

  /// The buffers of gradients, the storage's first.
  private func growBuffers(to count: Int) {
    while buffers.count < count { buffers.append(Memory(count: storage.gradients.count)) }
  }

  /// The update by gradients that are kept, for as many buffers as there are.
  private var keptUpdate: KeptUpdate<S> {
    KeptUpdate(
      storage, optimizer: optimizer, clipping: clipping, computesNorm: logsNorm, buffers: buffers,
      rank: exchange?.rank ?? 0, of: exchange?.count ?? 1, threads: team.count)
  }

  /// Compiles what an epoch over some rows runs.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func prepare(trainingOn rowCount: Int) {
    _ = preparedBatches(of: rowCount)
  }

  private func compile(_ keys: Set<ProgramKey>) {
    let plans = Dictionary(
      uniqueKeysWithValues: Set(keys.map(\.plan)).map { key in
        (key, Plan(trainingComputation(key), rows: key.rows, batchRows: key.batchRows))
      })
    let size = plans.values.map { $0.elementCount(threads: team.count) }.max() ?? 0
    let memory = Memory<S>(count: size)
    for key in keys {
      guard let plan = plans[key.plan] else { continue }
      let program = Program(
        plan, storage: storage, optimizer: optimizer, point: storage.evaluationPoint,
        gradients: buffers[key.buffer], memory: memory, threads: team.count)
      trainingPrograms[key] = TrainingProgram(
        program: program, rows: key.rows, isParallel: plan.isParallel,
        loss: program.output(training.loss),
        objective: program.output(key.isFirst ? training.objective : training.meanObjective),
        score: program.output(training.score), scoreIsRoot: network.classes == nil,
        lossUnit: network.toldLossUnit, scoreUnit: network.toldUnit)
    }
  }

  /// What an update of a batch in one piece computes.
  var wholeComputation: Computation {
    trainingComputation(
      ProgramKey(rows: 0, batchRows: 0, isFirst: true, gradients: wholeGradients))
  }

  private var wholeGradients: Computation.Gradients { clipping.isNone ? fusedGradients : .store }

  /// Those of an update that is one computation.
  private var fusedGradients: Computation.Gradients { keepsGradients ? .storeAndUpdate : .update }

  /// From the next update on, leaves all gradients to be read.
  package func keepGradients() {
    guard !keepsGradients else { return }
    keepsGradients = true
    batches = nil
  }

  /// How the first piece of a batch is worked on.
  package var planOutline: PlanOutline {
    let layout = network.pieces(of: batchRows)
    let key = ProgramKey(
      rows: layout.pieces[0].count, batchRows: batchRows, isFirst: true,
      gradients: layout.isWhole ? wholeGradients : .store)
    return Plan(trainingComputation(key), rows: key.rows, batchRows: key.batchRows).outline
  }

  /// One piece of a batch brings the penalty's gradient; every piece brings its share of the rows'.
  private func trainingComputation(_ key: ProgramKey) -> Computation {
    let objective = key.isFirst ? training.objective : training.meanObjective
    let (graph, gradients) = training.differentiated(objective)
    return Computation(
      graph: graph, outputs: [training.loss, objective, training.score],
      parameters: training.parameters, parameterGradients: gradients, gradients: key.gradients,
      // Of kept gradients it is the update's.
      computesNorm: logsNorm && key.gradients.updates, stateUpdates: training.stateUpdates)
  }

  // MARK: Evaluation

  /// The plain network's loss and outputs on all rows that count, by the parameters as they are.
  /// - Parameters:
  ///   - ranking: whether rows are to be ranked, too: by the margins, in a classification.
  ///   - keepsLosses: whether the loss of each row is asked for.
  package func evaluate(
    _ rows: Rows<S>, ranking: Bool = false, keepsLosses: Bool = false
  ) -> Evaluation<S> {
    let found = evaluate(rows, ranking: ranking, keepsLosses: keepsLosses, stops: { false })
    guard let evaluation = found else {
      preconditionFailure("an evaluation that nobody stops comes to its end")
    }
    return evaluation
  }

  /// The same, which may be stopped.
  /// - Parameter stops: asked between some rows and the next, by any thread, whether the evaluation is given up.
  /// - Returns: nil where it was given up.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func evaluate(
    _ rows: Rows<S>, ranking: Bool = false, keepsLosses: Bool = false,
    stops: @escaping @Sendable () -> Bool
  ) -> Evaluation<S>? {
    var total = EvaluationTotal()
    return evaluate(rows, adding: &total, ranking: ranking, keepsLosses: keepsLosses, stops: stops)
      .map { total.evaluation(rows: $0.count, of: network, $0.evaluation) }
  }

  /// An evaluation of rows that come part by part, as many as `rowsEvaluatedAtOnce` or a multiple in each but the last.
  /// - Parameters:
  ///   - read: gives the rows of a part, which stay until the next are asked for.
  ///   - found: told what the rows of a part gave one by one.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func evaluate(
    parts rows: [Range<Int>], ranking: Bool, keepsLosses: Bool,
    stops: @escaping @Sendable () -> Bool,
    read: (Range<Int>) -> Rows<S>,
    found: (Range<Int>, Evaluation<S>) -> Void
  ) -> Evaluation<S>? {
    var total = EvaluationTotal()
    var count = 0
    for part in rows {
      let evaluated = evaluate(
        read(part), adding: &total, ranking: ranking, keepsLosses: keepsLosses, stops: stops)
      guard let evaluated else { return nil }
      count += evaluated.count
      found(part, evaluated.evaluation)
    }
    return total.evaluation(rows: count, of: network, Evaluation())
  }

  /// Adds up what rows give.
  /// - Returns: what they give one by one, and how many count; nil where the evaluation was given up.
  private func evaluate(
    _ rows: Rows<S>, adding total: inout EvaluationTotal, ranking: Bool, keepsLosses: Bool,
    stops: @escaping @Sendable () -> Bool
  ) -> (evaluation: Evaluation<S>, count: Int)? {
    let pieces = RowPieces(rowCount: rows.count, length: network.rowsEvaluatedAtOnce)
    let isWorthSharing = evaluationPlan.work * pieces.count >= Self.leastSharedEvaluation
    let workers = isWorthSharing ? min(team.count, pieces.count) : 1
    while evaluators.count < workers { evaluators.append(makeEvaluator()) }
    let evaluators = Array(evaluators.prefix(workers))
    var totals = Array(repeating: EvaluationTotal(), count: pieces.count)
    let size = rows.count * network.outputs
    var decisions = [S](repeating: 0, count: size)
    var margins = [S](repeating: 0, count: ranking && network.classes != nil ? size : 0)
    var losses = [Double](repeating: 0, count: keepsLosses ? rows.count : 0)
    decisions.withUnsafeMutableBufferPointer { decisions in
      margins.withUnsafeMutableBufferPointer { margins in
        losses.withUnsafeMutableBufferPointer { losses in
          totals.withUnsafeMutableBufferPointer { totals in
            guard let start = decisions.baseAddress else { return }
            evaluate(
              rows, pieces, evaluators, totals, start,
              margins: margins.isEmpty ? nil : margins.baseAddress,
              losses: losses.isEmpty ? nil : losses.baseAddress, stops: stops)
          }
        }
      }
    }
    guard !stops() else { return nil }
    // In the order of the pieces, whichever thread worked on them.
    for part in totals { total += part }
    var count = rows.count
    if rows.shares != nil {
      let counted = (0..<rows.count).filter { rows.counts($0) }
      count = counted.count
      decisions = Self.rows(counted, of: decisions, columns: network.outputs)
      if keepsLosses { losses = counted.map { losses[$0] } }
      if !margins.isEmpty { margins = Self.rows(counted, of: margins, columns: network.outputs) }
    }
    return (Evaluation(losses: losses, decisions: decisions, margins: margins), count)
  }

  /// Some rows of a matrix.
  private static func rows(_ rows: [Int], of elements: [S], columns: Int) -> [S] {
    rows.flatMap { elements[$0 * columns..<($0 + 1) * columns] }
  }

  /// Evaluates rows piece by piece; each thread takes the next piece that nobody has taken.
  private func evaluate(
    _ rows: Rows<S>, _ pieces: RowPieces, _ evaluators: [RowEvaluator<S>],
    _ totals: UnsafeMutableBufferPointer<EvaluationTotal>, _ decisions: UnsafeMutablePointer<S>,
    margins: UnsafeMutablePointer<S>?, losses: UnsafeMutablePointer<Double>?,
    stops: @escaping @Sendable () -> Bool
  ) {
    // Each piece's are written by the one thread that takes it, and live until all are done.
    nonisolated(unsafe) let (totals, decisions, margins) = (totals, decisions, margins)
    nonisolated(unsafe) let losses = losses
    let order = Array(0..<pieces.count)
    let stage = Stage(orders: evaluators.map { _ in order }) { piece, thread in
      guard !stops() else { return }
      totals[piece] = evaluators[thread].evaluate(
        rows, pieces.rows(of: piece), into: decisions, margins: margins, losses: losses)
    }
    if evaluators.count > 1 {
      team.run(keeping: [stage]) { team.finish(stage) }
    } else {
      stage.workAlone()
    }
  }

  /// Makes what evaluates rows on one thread, by the parameters as they are at the time.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func makeEvaluator() -> RowEvaluator<S> {
    RowEvaluator(network, evaluating, evaluationPlan, storage: storage)
  }

  /// Divides the weighted sums of the last layer where nothing is trained.
  package func calibrate(by temperature: Double?) {
    network = network.calibrated(by: temperature)
    evaluating = NetworkGraph(network, training: false)
    evaluationPlan = Plan(evaluating: network, by: evaluating)
    evaluators = []
  }

  private lazy var evaluationPlan = Plan(evaluating: network, by: evaluating)

  /// The penalty of the parameters as they are.
  package func penalty() -> Double {
    guard !evaluating.penalties.isEmpty else { return 0 }
    let computation = Computation(
      graph: evaluating.graph, outputs: evaluating.penalties.map(\.value),
      parameters: evaluating.parameters)
    let plan = Plan(computation, rows: 1)
    let program = Program(
      plan, storage: storage, point: storage.values)
    program.run(StepContext(), by: Team(count: 1))
    return Double(evaluating.penalties.reduce(S(0)) { $0 + (program.output($1.value)?[0] ?? 0) })
  }
}
