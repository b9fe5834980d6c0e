import Engine

extension Session {
  /// Does what rank 0 asks, on another rank, up to the end.
  /// - Returns: the exit code that rank 0 ends with.
  func follow(_ exchange: any Exchange) -> Int {
    while true {
      let command = RankCommand.receive(by: exchange)
      switch command.kind {
      case .spreadState: learner.spreadState(step: command.step)
      case .train: train(epoch: command.epoch, from: command.rows, to: command.end)
      case .collectSlots: learner.collectSlots()
      case .end: return command.status
      }
    }
  }

  /// Lets the other ranks end.
  static func dismiss(_ exchange: any Exchange, status: Int) {
    var command = RankCommand(.end)
    command.status = status
    command.send(by: exchange)
  }
}
