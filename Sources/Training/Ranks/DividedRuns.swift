import Engine
import System

/// Runs that ranks divide among them: each trains some of them whole, in the same folder, which all must see. In the end
/// rank 0 finds them there as it does those of before an interruption, and trains what is missing.
///
/// Invariant: one thread at a time uses it.
final class DividedRuns: @unchecked Sendable {
  private let ranks: TrainingRanks
  private var isOpen = false

  /// - Parameter text: what says which runs these are.
  private init(_ ranks: TrainingRanks, _ text: String) throws(Failure) {
    self.ranks = ranks
    try ranks.divide(text)
  }

  /// Trains runs, where there are ranks this one's share of them; a failure ends the others, too.
  /// - Parameters:
  ///   - ranks: nil where this process is alone.
  ///   - text: what says which runs these are.
  static func divided<Result>(
    among ranks: TrainingRanks?, _ text: String, _ train: (DividedRuns?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let ranks else { return try train(nil) }
    let shares = try DividedRuns(ranks, text)
    do throws(Failure) {
      return try train(shares)
    } catch {
      shares.close()
      throw error
    }
  }

  var isFirst: Bool { ranks.isFirst }

  /// Whether a run, by its number, is this rank's.
  func isOwn(_ number: Int) -> Bool { number % ranks.exchange.count == ranks.exchange.rank }

  /// Tells the other ranks the folder of the runs, on rank 0.
  func open(_ folder: String) {
    isOpen = true
    _ = ranks.exchange.gather(Array(folder.utf8))
  }

  /// Waits for the folder, on another rank, and ends where there is none.
  func folder() -> String {
    isOpen = true
    let folder = String(decoding: ranks.exchange.gather([])[0], as: UTF8.self)
    if folder.isEmpty { ranks.end(0) }
    return folder
  }

  /// Waits until each rank is done with its runs, or cannot train them; ranks other than 0 end here.
  func close() {
    guard isOpen else {
      // There is no folder to train in.
      if isFirst { open("") } else { _ = folder() }
      return
    }
    _ = ranks.exchange.gather([])
    if !isFirst { ranks.end(0) }
  }
}
