internal import Synchronization

/// The evaluation of rows, piece by piece: each thread takes the next piece that nobody has taken.
///
/// Invariant: a piece's total and its rows' decisions and margins are written by the one thread that took it, to
/// memory that outlives the run.
final class EvaluationRun<S: Scalar>: @unchecked Sendable {
  private let rows: Rows<S>
  private let pieces: RowPieces
  private let evaluators: [RowEvaluator<S>]
  private let totals: UnsafeMutableBufferPointer<EvaluationTotal>
  private let decisions: UnsafeMutablePointer<S>
  /// Nil where nobody asks for them.
  private let margins: UnsafeMutablePointer<S>?
  private let next = Atomic(0)

  init(
    rows: Rows<S>, pieces: RowPieces, evaluators: [RowEvaluator<S>],
    totals: UnsafeMutableBufferPointer<EvaluationTotal>, decisions: UnsafeMutablePointer<S>,
    margins: UnsafeMutablePointer<S>?
  ) {
    self.rows = rows
    self.pieces = pieces
    self.evaluators = evaluators
    self.totals = totals
    self.decisions = decisions
    self.margins = margins
  }

  /// One thread's part.
  func evaluate(thread: Int) {
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < pieces.count else { return }
      totals[piece] = evaluators[thread].evaluate(
        rows, pieces.rows(of: piece), into: decisions, margins: margins)
    }
  }
}
