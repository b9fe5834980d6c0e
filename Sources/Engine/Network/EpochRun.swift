internal import Synchronization

/// The program of a piece of a batch with its readable scalars; one without rows comes after the pieces
/// and updates the parameters.
struct TrainingProgram<S: Scalar>: @unchecked Sendable {
  let program: Program<S>
  let rows: Int
  let isParallel: Bool
  let loss: UnsafePointer<S>?
  let objective: UnsafePointer<S>?
  let score: UnsafePointer<S>?
  /// Whether scores are roots of means, whose squares add up.
  let scoreIsRoot: Bool
}

/// The programs of an epoch: those of the pieces of a full batch, and of the last one where it has
/// fewer rows.
struct BatchPrograms<S: Scalar>: Sendable {
  let batchRows: Int
  let full: [TrainingProgram<S>]
  let last: [TrainingProgram<S>]
  let isParallel: Bool

  init(batchRows: Int, full: [TrainingProgram<S>], last: [TrainingProgram<S>]) {
    self.batchRows = batchRows
    self.full = full
    self.last = last
    isParallel = (full + last).contains { $0.isParallel }
  }
}

/// One epoch, as all threads of a team run it together.
///
/// Invariant: `result` and `onStep` are used by thread 0 alone. All threads read whether a step had a
/// fault after they met at its end; the next step, in which faster threads may be already, has a flag
/// of its own.
final class EpochRun<S: Scalar>: @unchecked Sendable {
  private let context: StepContext<S>
  private let rowCount: Int
  private let batches: BatchPrograms<S>
  /// The learning rate of an update; nil for the optimizer's own.
  private let rate: (@Sendable (_ step: Int) -> Double)?
  private let onStep: ((StepResult) -> Void)?
  private let logsNorm: Bool
  /// Nil where weights may be of any length.
  private let maxNorm: MaxNorm<S>?
  /// Where the parameters are kept as they are before the epoch's last update; nil where nobody asks.
  private let lastPoint: LastPoint<S>?
  /// The threads that run the epoch together.
  private let threads: Int
  /// Whether some thread found a number that is not finite in an odd step, and in an even one.
  private let oddFault = Atomic(false)
  private let evenFault = Atomic(false)
  private(set) var result = EpochResult()

  init(
    context: StepContext<S>, rowCount: Int, batches: BatchPrograms<S>,
    rate: (@Sendable (_ step: Int) -> Double)?, onStep: ((StepResult) -> Void)?, logsNorm: Bool,
    maxNorm: MaxNorm<S>?, lastPoint: LastPoint<S>?, threads: Int
  ) {
    self.context = context
    self.rowCount = rowCount
    self.batches = batches
    self.rate = rate
    self.onStep = onStep
    self.logsNorm = logsNorm
    self.maxNorm = maxNorm
    self.lastPoint = lastPoint
    self.threads = threads
  }

  /// One thread's part of the epoch.
  func train(thread: Int, barrier: Barrier?) {
    var context = context
    var fault: Int32 = 0
    withUnsafeMutablePointer(to: &fault) { fault in
      context.fault = fault
      withUnsafeMutablePointer(to: &context) { train($0, thread: thread, barrier: barrier) }
    }
  }

  /// A piece of a batch as one thread works on it, its calls not counted among their references.
  private struct Piece {
    let calls: Unmanaged<CallList<S>>
    let program: TrainingProgram<S>

    init(_ program: TrainingProgram<S>, thread: Int) {
      calls = .passUnretained(program.program.calls[thread])
      self.program = program
    }
  }

  private func train(
    _ context: UnsafeMutablePointer<StepContext<S>>, thread: Int, barrier: Barrier?
  ) {
    let full = batches.full.map { Piece($0, thread: thread) }
    let last = batches.last.map { Piece($0, thread: thread) }
    full.withUnsafeBufferPointer { full in
      last.withUnsafeBufferPointer { last in
        train(context, full: full, last: last, thread: thread, barrier: barrier)
      }
    }
  }

  private func train(
    _ context: UnsafeMutablePointer<StepContext<S>>, full: UnsafeBufferPointer<Piece>,
    last: UnsafeBufferPointer<Piece>, thread: Int, barrier: Barrier?
  ) {
    var total = EpochResult()
    let firstStep = context.pointee.step
    while context.pointee.start < rowCount {
      let rows = min(batches.batchRows, rowCount - context.pointee.start)
      let pieces = rows == batches.batchRows ? full : last
      context.pointee.step += 1
      context.pointee.pieceStart = 0
      if let rate { context.pointee.rate = rate(context.pointee.step) }
      if let lastPoint, context.pointee.start + rows == rowCount {
        if thread == 0 { lastPoint.keep() }
        barrier?.wait()
      }
      let isOdd = context.pointee.step & 1 == 1
      var step = StepResult(step: context.pointee.step)
      var score = 0.0
      for number in pieces.indices {
        pieces[number].calls._withUnsafeGuaranteedRef {
          $0.run(UnsafePointer(context), barrier: barrier)
        }
        context.pointee.pieceStart += pieces[number].program.rows
        if thread == 0 {
          step.loss += Double(pieces[number].program.loss?[0] ?? 0)
          step.objective += Double(pieces[number].program.objective?[0] ?? 0)
          let share = Double(pieces[number].program.score?[0] ?? 0)
          score += pieces[number].program.scoreIsRoot ? share * share : share
          if !step.objective.isFinite { context.pointee.fault?.pointee = 1 }
        }
        if context.pointee.fault?.pointee != 0 { reportFault(isOdd: isOdd) }
        barrier?.wait()
      }
      if let maxNorm {
        maxNorm.project(thread: thread, of: threads)
        barrier?.wait()
      }
      if thread == 0 {
        total.loss += step.loss * Double(rows)
        total.objective += step.objective * Double(rows)
        total.score += score * Double(rows)
        if logsNorm, let last = pieces.last(where: { $0.program.rows > 0 }) {
          step.gradientNorm = last.program.program.gradientNorm(step: context.pointee.step)
        }
        if let onStep {
          step.learningRate = context.pointee.rate
          onStep(step)
        }
      }
      if hasFault(isOdd: isOdd) {
        total.divergedAt = context.pointee.step
        break
      }
      context.pointee.start += rows
    }
    guard thread == 0 else { return }
    total.updates = context.pointee.step - firstStep
    total.loss /= Double(rowCount)
    total.objective /= Double(rowCount)
    total.score /= Double(rowCount)
    if batches.full.contains(where: \.scoreIsRoot) { total.score = total.score.squareRoot() }
    result = total
  }

  private func reportFault(isOdd: Bool) {
    if isOdd {
      oddFault.store(true, ordering: .relaxed)
    } else {
      evenFault.store(true, ordering: .relaxed)
    }
  }

  private func hasFault(isOdd: Bool) -> Bool {
    isOdd ? oddFault.load(ordering: .relaxed) : evenFault.load(ordering: .relaxed)
  }
}
