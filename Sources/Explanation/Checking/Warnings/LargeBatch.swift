import Training

enum LargeBatch: Warning {
  static let code = "batch-size"
  static let meaning = "mini-batches are as large as all training rows, so an epoch is one update"

  static func sentences(_ evidence: Evidence) -> [String] {
    let training = evidence.configuration.training
    guard training.descent == .miniBatch, training.batchSize > evidence.trainingRows else {
      return []
    }
    let rows = evidence.trainingRows
    return [
      "a batch of \(training.batchSize) rows is more than the \(rows) training "
        + "row\(rows == 1 ? "" : "s"), so an epoch is one update; a smaller batch_size gives "
        + "more updates, \"descent\": \"batch\" says that this is intended"
    ]
  }
}
