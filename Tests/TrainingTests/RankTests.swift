import System
import Testing
import Training

/// What ranks must agree on before they train.
@Suite struct RankTests {
  /// As it arrives.
  private func report(
    version: String = "1", configuration: String = "{}", last checksum: Int = 2,
    status: String = "null", messages: String = "[]"
  ) throws -> TrainingRanks.Report {
    let text = """
      {"version": "\(version)", "configuration": "\(configuration)", "files": [
       {"path": "a.csv", "bytes": 10, "crc32": 1}, {"path": "b.csv", "bytes": 10, "crc32": \(checksum)}],
       "status": \(status), "over": false, "messages": \(messages)}
      """
    let report = try #require(TrainingRanks.Report(Array(text.utf8)))
    return try #require(TrainingRanks.Report(report.bytes))
  }

  private func message(_ reports: [TrainingRanks.Report?]) -> String? {
    TrainingRanks.disagreement(reports).map { failure in
      "\(failure.status.rawValue) " + failure.diagnostics.map(\.description).joined(separator: "|")
    }
  }

  @Test func ranksWithTheSameAgree() throws {
    #expect(message([try report(), try report(), try report()]) == nil)
  }

  @Test func disagreementNamesRankOrFile() throws {
    let first = try report()
    #expect(
      message([first, first, try report(version: "2")])
        == "78 rank 2 runs dlrun 2, rank 0 dlrun 1; expected the same version on all ranks")
    #expect(message([first, nil])?.hasPrefix("78 rank 1 runs dlrun of an unknown version") == true)
    #expect(
      message([first, try report(configuration: "[]")])
        == "78 the configuration of rank 1 differs from that of rank 0; expected the same on all ranks"
    )
    #expect(
      message([first, first, first, try report(last: 3)])
        == "78 b.csv: rank 3 has other data in this file than rank 0; expected the same on all ranks"
    )
  }

  /// Rank 0's own failure is told as it is; that of another with the rank.
  @Test func aFailureOfAnyRankEndsAll() throws {
    let failing = try report(status: "66", messages: #"["a.csv: cannot be read"]"#)
    let first = try report()
    #expect(message([first, failing]) == "66 rank 1: a.csv: cannot be read")
    #expect(message([failing, failing]) == "66 a.csv: cannot be read")
  }
}
