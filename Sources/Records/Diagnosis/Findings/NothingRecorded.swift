import Training

enum NothingRecorded: Ailment {
  static let code = "nothing-recorded"
  static let meaning = "the run ended before the evaluation that precedes the first update"

  static func findings(in records: RunRecords) -> [Finding] {
    guard records.rows == 0, records.divergence == nil else { return [] }
    return [
      Finding(
        Self.self,
        "\(RunFileName.curves) has no rows: the run was interrupted before the first one, or is "
          + "still evaluating the initial weights",
        advice: "dlrun train --resume, which continues it")
    ]
  }
}
