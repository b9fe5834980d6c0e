import Glibc
import System

/// What TensorBoard reads of a run: the numbers of its epochs, updates and layers as they come. Every
/// event has the time of its writing, so no two of these files are the same.
final class EventFile {
  /// TensorBoard knows its files by the first part of the name; the rest tells writers apart.
  static let namePrefix = "events.out.tfevents."

  let file: RowFile

  /// Begins a file, or goes on with one.
  /// - Parameter contents: as those of a run's files.
  /// - Throws: as these do.
  init(
    in directory: RunDirectory, from contents: [(name: String, content: FileContent)]?,
    outputs: Outputs
  ) throws(Failure) {
    if let there = contents?.first(where: { $0.name.hasPrefix(Self.namePrefix) }) {
      file = try RowFile(
        path: directory.file(there.name), cutTo: there.content, outputs: outputs)
      return
    }
    let time = Self.now
    let name = "\(Self.namePrefix)\(Int(time)).\(Self.host).\(getpid())"
    file = try RowFile(
      path: directory.file(name), first: EventRecord(fileVersionAt: time).framed, outputs: outputs)
  }

  /// Adds numbers of an epoch or update. What is not there has no event.
  /// - Parameter flushing: whether they are to be in the file now.
  func append(
    _ scalars: [(tag: String, value: Double?)], step: Int, flushing: Bool
  ) throws(Failure) {
    let known = scalars.compactMap { scalar in
      scalar.value.map { (tag: scalar.tag, value: $0) }
    }
    let record = EventRecord(known, step: step, time: Self.now)
    try file.append(record.framed, flushing: flushing)
  }

  func flushNow() throws(Failure) { try file.flushNow() }

  /// In seconds since 1970.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var host: String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let status = bytes.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        gethostname($0.assumingMemoryBound(to: CChar.self), bytes.count - 1)
      } ?? -1
    }
    let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    return status == 0 && !name.isEmpty ? name : "localhost"
  }
}
