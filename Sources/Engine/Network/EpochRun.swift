internal import Synchronization

/// The program of a piece of a batch with its readable scalars.
struct TrainingProgram<S: Scalar>: @unchecked Sendable {
  let program: Program<S>
  let rows: Int
  let isParallel: Bool
  let loss: UnsafePointer<S>?
  let objective: UnsafePointer<S>?
  let score: UnsafePointer<S>?
  /// Whether scores are roots of means, whose squares add up.
  let scoreIsRoot: Bool
  /// In which units loss and score are told.
  let lossUnit: Double
  let scoreUnit: Double
}

/// What an update runs.
struct BatchProgram<S: Scalar>: Sendable {
  /// A piece of the batch, in the order of work.
  struct Piece: Sendable {
    let training: TrainingProgram<S>
    let step: BatchPieces.Step
    /// The row of the batch at which it starts.
    let start: Int
    /// The sum for other ranks that is complete after it; nil for none.
    let completes: Int?
  }

  let layout: BatchPieces
  /// Those that are worked on here.
  let pieces: [Piece]
}

/// The programs of an epoch: those of a full batch, and of the last one where it has fewer rows.
struct BatchPrograms<S: Scalar>: Sendable {
  let batchRows: Int
  let full: BatchProgram<S>
  let last: BatchProgram<S>
  /// What updates the parameters when gradients are complete; nil where the programs do.
  let update: KeptUpdate<S>?
  /// The same where ranks share it.
  let shared: SharedUpdate<S>?
  let isParallel: Bool
  /// Whether all gradients can be read after an update.
  let keepsGradients: Bool

  init(
    batchRows: Int, full: BatchProgram<S>, last: BatchProgram<S>, update: KeptUpdate<S>?,
    shared: SharedUpdate<S>?
  ) {
    self.batchRows = batchRows
    self.full = full
    self.last = last
    self.update = update
    self.shared = shared
    keepsGradients = (full.pieces + last.pieces).allSatisfy {
      $0.training.program.plan.keepsGradients
    }
    isParallel =
      (full.pieces + last.pieces).contains { $0.training.isParallel } || update?.isParallel == true
  }
}

/// One epoch. The calling thread goes from step to step; a team's helpers know the stages alone.
///
/// Invariant: the calling thread alone uses it; `fault` is set by helpers, too, and read when no stage is
/// open.
final class EpochRun<S: Scalar>: @unchecked Sendable {
  private let context: StepContext<S>
  /// What brings rows into memory that are not; nil where all are.
  private let feed: (any RowFeed<S>)?
  private let rowCount: Int
  private let batches: BatchPrograms<S>
  /// The learning rate of an update; nil for the optimizer's own.
  private let rate: (@Sendable (_ step: Int) -> Double)?
  private let onStep: ((StepResult) -> Void)?
  /// Asked after each update but the epoch's last whether to stop there; nil for never.
  private let pauses: (() -> Bool)?
  /// Asked between two pieces of an update whether to give it up; nil for never.
  private let stops: (() -> Bool)?
  private let logsNorm: Bool
  /// Nil where weights may be of any length.
  private let maxNorm: MaxNorm<S>?
  /// Where the parameters are kept as they are before the epoch's last update; nil where nobody asks.
  private let lastPoint: LastPoint<S>?
  /// The threads that share the steps; nil where one takes them.
  private let team: Team?
  private let fault: UnsafeMutablePointer<Atomic<Bool>>
  private(set) var result: EpochResult

  /// - Parameters:
  ///   - start: what the epoch gave so far.
  ///   - rowCount: the rows up to which it is trained.
  init(
    context: StepContext<S>, _ feed: (any RowFeed<S>)?, from start: EpochResult, rowCount: Int,
    batches: BatchPrograms<S>, rate: (@Sendable (_ step: Int) -> Double)?,
    onStep: ((StepResult) -> Void)?, pauses: (() -> Bool)?, stops: (() -> Bool)?, logsNorm: Bool,
    maxNorm: MaxNorm<S>?, lastPoint: LastPoint<S>?, team: Team?
  ) {
    self.context = context
    self.feed = feed
    result = start
    self.rowCount = rowCount
    self.pauses = pauses
    self.stops = stops
    self.batches = batches
    self.rate = rate
    self.onStep = onStep
    self.logsNorm = logsNorm
    self.maxNorm = maxNorm
    self.lastPoint = lastPoint
    self.team = team
    fault = .allocate(capacity: 1)
    fault.initialize(to: Atomic(false))
  }

  deinit {
    fault.deinitialize(count: 1)
    fault.deallocate()
  }

  func train() {
    var context = context
    context.fault = UnsafePointer(fault)
    context.start = result.progress.rows
    let full = batches.full.pieces.map { Piece($0) }
    let last = batches.last.pieces.map { Piece($0) }
    withUnsafeMutablePointer(to: &context) { context in
      full.withUnsafeBufferPointer { full in
        last.withUnsafeBufferPointer { last in
          if let team {
            team.run(keeping: [batches, maxNorm]) { train(context, full: full, last: last) }
          } else {
            train(context, full: full, last: last)
          }
        }
      }
    }
  }

  /// A piece of a batch, its program not counted among references.
  private struct Piece {
    let program: Unmanaged<Program<S>>
    let calls: Unmanaged<CallList<S>>
    let training: TrainingProgram<S>
    let start: Int
    let number: Int
    let folded: Range<Int>
    /// The sum for other ranks that is complete after it; nil for none.
    let completes: Int?
    /// For each parameter the phase after which its gradient is.
    let gradientPhases: [Int]

    init(_ piece: BatchProgram<S>.Piece) {
      training = piece.training
      program = .passUnretained(training.program)
      calls = .passUnretained(training.program.calls[0])
      start = piece.start
      number = piece.step.piece
      folded = piece.step.folded
      completes = piece.completes
      gradientPhases = completes == nil ? [] : piece.training.program.gradientPhases
    }
  }

  /// Has the rows of a piece in memory.
  private static func bring(
    _ rows: Int, of context: UnsafeMutablePointer<StepContext<S>>, from feed: any RowFeed<S>
  ) {
    guard rows > 0 else { return }
    let start = context.pointee.start + context.pointee.pieceStart
    let fed = feed.rows(at: start..<start + rows)
    context.pointee.inputs = fed.inputs
    context.pointee.targets = fed.targets
    context.pointee.weights = fed.weights
    context.pointee.order = fed.order
    context.pointee.rowCount = fed.end
  }

  private func train(
    _ context: UnsafeMutablePointer<StepContext<S>>, full: UnsafeBufferPointer<Piece>,
    last: UnsafeBufferPointer<Piece>
  ) {
    var total = result
    let firstStep = context.pointee.step
    let (update, shared) = (batches.update, batches.shared)
    // Read from the object once: in the loop each read would count a reference, and so would each look at an optional.
    let (feed, rate, onStep, stops) = (feed, rate, onStep, stops)
    let pauses = pauses ?? { false }
    let (maxNorm, lastPoint, team, fault) = (maxNorm, lastPoint, team, fault)
    updates: while context.pointee.start < rowCount {
      let rows = min(batches.batchRows, rowCount - context.pointee.start)
      let isFull = rows == batches.batchRows
      let pieces = isFull ? full : last
      context.pointee.step += 1
      if let rate { context.pointee.rate = rate(context.pointee.step) }
      if let lastPoint, context.pointee.start + rows == rowCount {
        lastPoint.keep()
      }
      var step = StepResult(step: context.pointee.step)
      var score = 0.0
      var shares: PieceShares?
      if let shared {
        let layout = (isFull ? batches.full : batches.last).layout
        shares = PieceShares(count: layout.pieces.count)
        shared.begin(layout)
      }
      var isStopped = false
      for number in pieces.indices {
        // The parameters are as before the update until its last piece.
        if number > 0, let stops, stops() {
          isStopped = true
          break
        }
        context.pointee.pieceStart = pieces[number].start
        if let feed { Self.bring(pieces[number].training.rows, of: context, from: feed) }
        if let shared, pieces[number].completes != nil {
          // Gradients of the last layers are on their way while those of the first are computed.
          pieces[number].training.program.run(UnsafePointer(context), within: team) { phase in
            shared.send(
              pieces[number].completes ?? 0, pieces[number].gradientPhases, after: phase,
              folding: pieces[number].folded)
          }
        } else if let team {
          pieces[number].program._withUnsafeGuaranteedRef {
            $0.run(UnsafePointer(context), within: team)
          }
        } else {
          pieces[number].calls._withUnsafeGuaranteedRef { $0.run(UnsafePointer(context)) }
        }
        let loss =
          Double(pieces[number].training.loss?[0] ?? 0) * pieces[number].training.lossUnit
        let objective = Double(pieces[number].training.objective?[0] ?? 0)
        let root =
          Double(pieces[number].training.score?[0] ?? 0) * pieces[number].training.scoreUnit
        let share = pieces[number].training.scoreIsRoot ? root * root : root
        if shares == nil {
          step.loss += loss
          step.objective += objective
          score += share
        } else {
          shares?[pieces[number].number] = .init(loss: loss, objective: objective, score: share)
        }
        // What is left to be added up after the last piece, the update does on its way.
        if let update, pieces[number].completes == nil, shared != nil || number + 1 < pieces.count {
          update.fold(pieces[number].folded, by: team)
        }
      }
      var pausesHere = false
      if let shared, var all = shares {
        let decision = shared.finish(
          context, (isFull ? batches.full : batches.last).layout, &all, stops: isStopped,
          pauses: { context.pointee.start + rows < rowCount && pauses() },
          isLastOfEpoch: context.pointee.start + rows == rowCount, fault: fault, by: team)
        (isStopped, pausesHere) = (decision.stops, decision.pauses)
        let sum = all.total
        (step.loss, step.objective, score) = (sum.loss, sum.objective, sum.score)
      }
      if isStopped {
        context.pointee.step -= 1
        break updates
      }
      if shared == nil {
        update?.run(UnsafePointer(context), folding: pieces.last?.folded ?? 0..<0, by: team)
      }
      maxNorm?.project(by: team)
      total.progress.add(step, score: score, rows: rows)
      if logsNorm {
        step.gradientNorm =
          update?.gradientNorm ?? pieces.last?.training.program.gradientNorm ?? 0
      }
      if let onStep {
        step.learningRate = context.pointee.rate
        onStep(step)
      }
      if !step.objective.isFinite || fault.pointee.load(ordering: .relaxed) {
        total.divergedAt = context.pointee.step
        break
      }
      context.pointee.start += rows
      if shared != nil {
        if pausesHere { break }
      } else if context.pointee.start < rowCount, pauses() {
        break
      }
    }
    total.updates = context.pointee.step - firstStep
    result = total
  }
}

/// How far an epoch is: the rows taken so far, and sums over them.
package struct EpochProgress: Equatable, Sendable {
  package var rows = 0
  /// Of each row as it was trained on.
  package var loss = 0.0
  package var objective = 0.0
  /// Of correct answers, or of squared errors.
  package var score = 0.0

  package init() {}

  mutating func add(_ step: StepResult, score: Double, rows: Int) {
    self.rows += rows
    loss += step.loss * Double(rows)
    objective += step.objective * Double(rows)
    self.score += score * Double(rows)
  }
}

/// What an epoch gave so far: means over its rows as they were trained on.
package struct EpochResult: Sendable {
  package internal(set) var progress: EpochProgress
  /// The updates that were made now.
  package internal(set) var updates = 0
  /// The update, counted over the run, at which the loss or a parameter was no longer finite.
  package internal(set) var divergedAt: Int?
  /// Whether scores are roots of means.
  let scoreIsRoot: Bool

  init(_ progress: EpochProgress, scoreIsRoot: Bool) {
    self.progress = progress
    self.scoreIsRoot = scoreIsRoot
  }

  package var loss: Double { progress.loss / Double(progress.rows) }
  package var objective: Double { progress.objective / Double(progress.rows) }
  /// The accuracy, or the root mean squared error.
  package var score: Double {
    let mean = progress.score / Double(progress.rows)
    return scoreIsRoot ? mean.squareRoot() : mean
  }
}

/// What one update gave.
package struct StepResult: Sendable {
  /// The update, counted from 1 over the run.
  package var step = 0
  package var loss = 0.0
  package var objective = 0.0
  /// The Euclidean norm of the objective's gradient over all parameters; 0 where it is not asked for.
  package var gradientNorm = 0.0
  /// The learning rate of the update.
  package var learningRate = 0.0
}
