import Glibc
import System
import Training

/// A folder of its own, below that for temporary files, which goes away with it.
final class Workbench: Sendable {
  let path: String

  init() throws(Failure) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/dlrun-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure(.cannotCreate, at: .file(parent), String(cString: strerror(errno)))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in FileSystem.names(in: path) ?? [] { TemporaryName.remove(file(name)) }
    TemporaryName.remove(path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  @discardableResult func write(
    _ bytes: some Sequence<UInt8>, as name: String
  ) throws(Failure) -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    defer { close(descriptor) }
    if let error = Array(bytes).withUnsafeBytes({ writeAll($0, to: descriptor) }) {
      throw Failure(.writing, at: .file(path), String(cString: strerror(error)))
    }
    return path
  }

  func read(_ name: String) throws(Failure) -> [UInt8] {
    try InputFile.read(file(name), limit: 1 << 24, status: .data)
  }

  private static let place = Array("/workbench".utf8)

  /// Bytes that may have the path of the folder in them, with another for it that is always the same.
  func unplaced(_ bytes: [UInt8]) -> [UInt8] { bytes.replacing(Array(path.utf8), with: Self.place) }

  /// The bytes that `unplaced` made of others.
  func placed(_ bytes: [UInt8]) -> [UInt8] { bytes.replacing(Self.place, with: Array(path.utf8)) }

  /// Trains by a configuration, whose data are in the folder, and returns the path of the run.
  func train(_ configuration: String, as name: String) throws(Failure) -> String {
    let checked = try Configuration.read(file: write(configuration.utf8, as: "\(name).json"))
    let run = file(name)
    _ = try TrainingRun(checked, out: run, threads: 1, outputs: Outputs()) { _ in }.run()
    return run
  }
}

extension Array<UInt8> {
  /// The bytes before and behind the first NUL, of which no text in a file that is sound holds any.
  var atFirstNUL: (text: Self, rest: Self) {
    let end = firstIndex(of: 0) ?? endIndex
    return (Array(self[..<end]), Array(self[end...].dropFirst()))
  }
}
