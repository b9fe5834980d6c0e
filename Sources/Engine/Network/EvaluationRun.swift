internal import Synchronization

/// The program that evaluates a piece of rows, with its readable values.
struct EvaluationProgram<S: Scalar>: @unchecked Sendable {
  let program: Program<S>
  let losses: UnsafePointer<S>?
  let objectives: UnsafePointer<S>?
  let decisions: UnsafePointer<S>?
  /// The columns of the decisions.
  let columns: Int

  init(_ program: Program<S>, of graph: NetworkGraph) {
    self.program = program
    losses = program.output(graph.rowLoss)
    objectives = program.output(graph.rowObjective)
    decisions = program.output(graph.decisions)
    columns = graph.graph.shape(graph.decisions).columns
  }
}

/// One thread's programs: for pieces of full length, and for the last piece.
struct EvaluationPrograms<S: Scalar>: Sendable {
  let whole: EvaluationProgram<S>
  let last: EvaluationProgram<S>
}

/// The evaluation of rows, piece by piece: each thread takes the next piece that nobody has taken.
///
/// Invariant: a piece's total and its rows' decisions are written by the one thread that took it, to
/// memory that outlives the run.
final class EvaluationRun<S: Scalar>: @unchecked Sendable {
  /// Sums over the rows of a piece.
  struct Total: Sendable {
    var loss = 0.0
    var objective = 0.0

    static func += (total: inout Total, other: Total) {
      total.loss += other.loss
      total.objective += other.objective
    }
  }

  private let rows: Rows<S>
  private let pieces: RowPieces
  private let programs: [EvaluationPrograms<S>]
  private let totals: UnsafeMutableBufferPointer<Total>
  private let decisions: UnsafeMutablePointer<S>
  private let next = Atomic(0)

  init(
    rows: Rows<S>, pieces: RowPieces, programs: [EvaluationPrograms<S>],
    totals: UnsafeMutableBufferPointer<Total>, decisions: UnsafeMutablePointer<S>
  ) {
    self.rows = rows
    self.pieces = pieces
    self.programs = programs
    self.totals = totals
    self.decisions = decisions
  }

  /// One thread's part.
  func evaluate(thread: Int) {
    guard thread < programs.count else { return }
    var context = StepContext(rows)
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < pieces.count else { return }
      let isLast = piece == pieces.count - 1
      let program = isLast ? programs[thread].last : programs[thread].whole
      context.start = pieces.rows(of: piece).lowerBound
      withUnsafePointer(to: context) { program.program.run(thread: 0, context: $0, barrier: nil) }
      totals[piece] = collect(pieces.rows(of: piece), from: program)
    }
  }

  /// Keeps what a program gave for some rows.
  private func collect(_ range: Range<Int>, from program: EvaluationProgram<S>) -> Total {
    var total = Total()
    guard let losses = program.losses, let objectives = program.objectives,
      let outputs = program.decisions
    else { return total }
    for (number, row) in range.enumerated() {
      let weight = rows.weights.map { Double($0[row]) } ?? 1
      total.loss += weight * Double(losses[number])
      total.objective += weight * Double(objectives[number])
    }
    let columns = program.columns
    (decisions + range.lowerBound * columns).update(from: outputs, count: range.count * columns)
    return total
  }
}
