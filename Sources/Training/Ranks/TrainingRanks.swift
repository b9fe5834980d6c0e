package import Engine
import Spec
package import System

/// The ranks that a run is trained by. Before training they agree that all can train on the same.
package final class TrainingRanks {
  package let exchange: any Exchange
  private var hasAgreed = false
  /// The program's version.
  private let version: String
  /// Ends a process other than that of rank 0, with rank 0's exit code.
  let end: (_ status: Int32) -> Never

  package init(
    _ exchange: any Exchange, version: String, end: @escaping (_ status: Int32) -> Never
  ) {
    self.exchange = exchange
    self.version = version
    self.end = end
  }

  package var isFirst: Bool { exchange.rank == 0 }

  /// Whatever must be the same on all ranks, and whether a rank is able to train.
  package struct Report {
    var version: String
    var configuration: String
    var files: [DataFile]
    /// Why it is not able to.
    var failure: Failure?
    /// Whether there is nothing to train.
    var isOver = false

    init(version: String, configuration: String, files: [DataFile], failure: Failure?) {
      self.version = version
      self.configuration = configuration
      self.files = files
      self.failure = failure
    }

    package var bytes: [UInt8] { Array(json.onOneLine.utf8) }

    private var json: JSONValue {
      .object([
        ("version", .text(version)), ("configuration", .text(configuration)),
        ("files", .list(files.map(\.json))),
        ("status", failure.map { .integer(Int($0.status.rawValue)) } ?? JSONValue(.null)),
        ("over", .boolean(isOver)),
        ("messages", .list((failure?.diagnostics ?? []).map { .text($0.description) })),
      ])
    }

    /// Nil where the bytes are none of a report.
    package init?(_ bytes: [UInt8]) {
      guard let json = try? JSONReader.read(bytes, at: .file("rank")),
        let version = json["version"]?.text,
        let configuration = json["configuration"]?.text, let files = json["files"]?.list
      else { return nil }
      self.version = version
      self.configuration = configuration
      self.files = files.compactMap { DataFile(json: $0) }
      isOver = json["over"]?.boolean == true
      let status = json["status"]?.integer.flatMap { Int32(exactly: $0) }
      failure = status.flatMap { ExitStatus(rawValue: $0) }.map { status in
        Failure(
          status,
          (json["messages"]?.list ?? []).map { (message: JSONValue) in
            Diagnostic(nil, message.text ?? "")
          })
      }
    }
  }

  /// Ends here, on all ranks, if one of them cannot train, or would train on something else.
  /// - Parameter prepared: the configuration, as it would be written, and what was read; or why this rank cannot train.
  /// - Returns: what the data files hold; none where a rank cannot train.
  /// - Throws: what rank 0 tells of that.
  func agree(
    on prepared: Result<(configuration: String, files: DataFiles), Failure>
  ) throws(Failure) -> [DataFile] {
    do throws(Failure) {
      let (configuration, files) = try prepared.get()
      let read = try files.read()
      return try agree(nil, on: configuration, read)
    } catch {
      guard !hasAgreed else { throw error }
      return try agree(error, on: "", [])
    }
  }

  /// The same for ranks that share other work.
  @discardableResult
  private func agree(
    _ failure: Failure?, on text: String, _ read: [DataFile]
  ) throws(Failure) -> [DataFile] {
    let report = Report(version: version, configuration: text, files: read, failure: failure)
    guard let disagreement = Self.disagreement(gather(report)) else { return read }
    guard isFirst else { end(disagreement.status.rawValue) }
    throw failure ?? disagreement
  }

  /// Ends the other ranks, where this one comes to its end before it agrees with them.
  /// - Parameter failure: nil where there is nothing to train.
  package func leave(_ failure: Failure?) {
    guard !hasAgreed else { return }
    var report = Report(version: version, configuration: "", files: [], failure: failure)
    report.isOver = failure == nil
    let disagreement = Self.disagreement(gather(report))
    if !isFirst { end(disagreement?.status.rawValue ?? 0) }
  }

  /// Numbers of which each rank computes some.
  /// - Parameters:
  ///   - text: whatever must be the same on all ranks.
  ///   - compute: computes those whose place is in a set; the others stay as they are.
  /// - Returns: all, on rank 0; other ranks end.
  /// - Throws: where ranks differ.
  package func numbers(
    _ count: Int, on text: String, _ compute: (_ places: [Int]) -> [Double?]
  ) throws(Failure) -> [Double?] {
    try agree(nil, on: text, [])
    func places(_ rank: Int) -> [Int] {
      Array(stride(from: rank, to: count, by: exchange.count))
    }
    let own = compute(places(exchange.rank))
    // Nil as a number that no computation gives.
    let none = Double(nan: 0x51, signaling: false).bitPattern
    let bits = own.map { $0?.bitPattern ?? none }
    let all = exchange.gather(bits.withUnsafeBytes { Array($0) })
    if !isFirst { end(0) }
    var numbers = [Double?](repeating: nil, count: count)
    for (rank, bytes) in all.enumerated() {
      for (index, place) in places(rank).enumerated() {
        let bits = bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        }
        numbers[place] = bits == none ? nil : Double(bitPattern: bits)
      }
    }
    return numbers
  }

  /// Ends here, on all ranks, if one of them cannot train runs of its own.
  /// - Parameter text: what says which runs these are.
  /// - Throws: what rank 0 tells of that.
  func divide(_ text: String) throws(Failure) { try agree(nil, on: text, []) }

  /// Gives all ranks the reports of each.
  private func gather(_ report: Report) -> [Report?] {
    hasAgreed = true
    let reports = exchange.gather(report.bytes).map { Report($0) }
    if reports[0]?.isOver == true, !isFirst { end(0) }
    return reports
  }

  /// What speaks against training together; nil for nothing.
  /// - Parameter reports: of all ranks; nil for one that cannot be understood.
  package static func disagreement(_ reports: [Report?]) -> Failure? {
    guard let first = reports[0] else {
      return Failure(.configuration, "rank 0 reported what no version of this program does")
    }
    if let failure = first.failure { return failure }
    for (rank, report) in reports.enumerated().dropFirst() {
      guard let report, report.version == first.version else {
        return Failure(
          .configuration,
          "rank \(rank) runs dlrun \(report?.version ?? "of an unknown version"), rank 0 dlrun \(first.version); "
            + "expected the same version on all ranks")
      }
      if let failure = report.failure {
        return Failure(
          failure.status,
          failure.diagnostics.map { Diagnostic(nil, "rank \(rank): \($0.description)") })
      }
      guard report.configuration == first.configuration else {
        return Failure(
          .configuration,
          "the configuration of rank \(rank) differs from that of rank 0; expected the same on all ranks"
        )
      }
      let pairs = zip(report.files, first.files)
      if let (file, _) = pairs.first(where: { $0 != $1 }) {
        return Failure(
          .configuration, at: .file(file.path),
          "rank \(rank) has other data in this file than rank 0; expected the same on all ranks")
      }
      guard report.files.count == first.files.count else {
        return Failure(
          .configuration,
          "rank \(rank) reads other files than rank 0; expected the same on all ranks")
      }
    }
    return nil
  }
}
