import Foundation
import Live
import Testing

@Suite struct LiveTableTests {
  private let path: String = FileManager.default.temporaryDirectory
    .appendingPathComponent("dlrun-live-\(UUID().uuidString).csv").path

  private func write(_ text: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  private func append(_ text: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    file.seekToEndOfFile()
    file.write(Data(text.utf8))
    try file.close()
  }

  /// A row counts when it has ended; a table that was cut back is read anew.
  @Test func aTableIsReadOnFromWhereItWasLeft() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var table = LiveTable(path: path, mostEpochs: 100)
    table.readOn()
    #expect(table.rows.isEmpty && table.epoch == nil)
    try write("epoch,loss,score\n0,0.5,\n1,0.2")
    table.readOn()
    let generation = table.generation
    #expect(table.names == ["epoch", "loss", "score"])
    #expect(table.rows == [[0, 0.5, nil]] && table.epoch == 0)
    try append("5,0.75\n2,1e-05,1\n")
    table.readOn()
    #expect(table.rows == [[0, 0.5, nil], [1, 0.25, 0.75], [2, 1e-05, 1]])
    #expect(table.generation == generation && table.epoch == 2)
    table.readOn()
    #expect(table.rows.count == 3)
    try write("epoch,loss,score\n0,0.5,\n")
    table.readOn()
    #expect(table.rows == [[0, 0.5, nil]] && table.generation > generation)
    try FileManager.default.removeItem(atPath: path)
    table.readOn()
    #expect(table.rows.isEmpty && table.names.isEmpty)
  }

  /// Of a long table every second epoch is kept, every fourth and so on, with all rows of each, and its last row.
  @Test(arguments: [1, 3]) func aLongTableIsThinnedOut(_ layers: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var table = LiveTable(path: path, mostEpochs: 50)
    try write("epoch,layer\n")
    for part in 0..<7 {
      let rows = (100 * part..<100 * (part + 1)).flatMap { epoch in
        (0..<layers).map { "\(epoch),\($0)\n" }
      }
      try append(rows.joined())
      table.readOn()
      let epochs = Set(table.rows.compactMap { $0[0] }).sorted()
      #expect(epochs.count <= 51 && epochs.count > 24)
      let step = epochs[1]
      #expect(epochs == (0..<epochs.count).map { Double($0) * step })
      #expect(table.rows.count == layers * epochs.count)
      #expect(table.latest == [Double(100 * (part + 1) - 1), Double(layers - 1)])
    }
  }
}

@Suite struct RequestGuardTests {
  private let page = RequestGuard(port: 8080)

  private func isAnswered(
    _ host: String?, _ origin: String? = nil, site: String? = nil, changes: Bool = false
  ) -> Bool {
    page.refusal(host: host, origin: origin, site: site, changes: changes) == nil
  }

  @Test func thePageIsAnswered() {
    #expect(isAnswered("127.0.0.1:8080") && isAnswered("LocalHost:8080"))
    #expect(isAnswered("127.0.0.1:8080", site: "none"))
    #expect(
      isAnswered("localhost:8080", "http://localhost:8080", site: "same-origin", changes: true))
  }

  @Test(arguments: [
    nil, "", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:80800", "evil.example:8080", "localhost.:8080",
    "[::1]:8080", "127.0.0.1:8080.evil.example",
  ])
  func otherHostsAreNot(_ host: String?) { #expect(!isAnswered(host)) }

  @Test(arguments: [
    "null", "", "http://evil.example", "https://localhost:8080", "http://127.0.0.1:8080",
    "http://localhost:8080.evil.example",
  ])
  func otherPagesAreNot(_ origin: String) { #expect(!isAnswered("localhost:8080", origin)) }

  @Test func whoDoesNotSayWhereItIsFromChangesNothing() {
    #expect(!isAnswered("localhost:8080", changes: true))
    #expect(!isAnswered("localhost:8080", site: "cross-site"))
    #expect(!isAnswered("localhost:8080", site: "same-site"))
  }
}
