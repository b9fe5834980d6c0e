import Engine

/// What rank 0 asks the others to do with it. They ask for nothing and decide nothing: files, the schedule, early stopping,
/// the clock and signals are rank 0's.
struct RankCommand: BitwiseCopyable {
  enum Kind: Int, BitwiseCopyable {
    /// Takes rank 0's state, after `step` updates.
    case spreadState
    /// Trains on rows of an epoch.
    case train
    /// Gives rank 0 the optimizer's slots.
    case collectSlots
    /// Ends, with the exit code `status`.
    case end
  }

  let kind: Kind
  var step = 0
  var epoch = 0
  /// The rows of the epoch that are done, and those before which to stop.
  var rows = 0
  var end = 0
  var status = 0

  init(_ kind: Kind) { self.kind = kind }

  /// Asks all others.
  func send(by exchange: any Exchange) {
    var command = self
    withUnsafeBytes(of: &command) { bytes in
      for rank in exchange.others { exchange.send(bytes, to: rank, tag: 0) }
      exchange.finish()
    }
  }

  /// Waits for what rank 0 asks.
  static func receive(by exchange: any Exchange) -> RankCommand {
    var command = RankCommand(.end)
    withUnsafeMutableBytes(of: &command) { bytes in
      exchange.receive(bytes, from: 0, tag: 0)
      exchange.finish()
    }
    return command
  }
}
