import Glibc
import Spec
import System
import Tabular

/// A file that a run was trained on: what it held, by a check of its bytes.
struct DataFile: Equatable {
  let path: String
  let size: Int
  let checksum: UInt32

  /// Reads a file through.
  /// - Throws: `noInput` where that cannot be done.
  init(path: String) throws(Failure) {
    let file = try RegularFile(path: path)
    self.path = path
    size = file.size
    checksum = try file.checksum(of: file.size)
  }

  var json: JSONValue {
    .object([
      ("path", .text(path)), ("bytes", .integer(size)), ("crc32", .integer(checksum)),
    ])
  }

  /// Nil where the JSON is none of a file.
  init?(json: JSONValue) {
    guard let path = json["path"]?.path, let size = json["bytes"]?.integer,
      let checksum = json["crc32"]?.integer.flatMap({ UInt32(exactly: $0) })
    else { return nil }
    self.path = path
    self.size = size
    self.checksum = checksum
  }

  /// Refuses to go on with a file that holds something else by now.
  /// - Throws: `configuration`, or `noInput` where the file is gone.
  func check() throws(Failure) {
    guard try DataFile(path: path) == self else {
      throw Failure(
        .configuration, at: .file(path),
        "has changed since the run was trained on it, so the run cannot continue with it")
    }
  }
}

/// The files that a run reads, as they were when it began to.
struct DataFiles {
  /// What tells a file from another version of it without reading it.
  private struct Version: Equatable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modified: [Int]

    init?(of path: String) {
      guard let status = FileSystem.status(path) else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      size = Int(status.st_size)
      modified = [
        status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
        status.st_ctim.tv_nsec,
      ]
    }
  }

  private let configuration: Configuration
  private let versions: [(path: String, version: Version?)]

  /// Takes note of the files of a configuration, before they are read.
  /// - Throws: `noInput` where no file fits a pattern.
  init(of configuration: Configuration) throws(Failure) {
    self.configuration = configuration
    versions = try configuration.files().map { ($0, Version(of: $0)) }
  }

  /// What the files hold.
  /// - Throws: `noInput` where a file cannot be read, `data` where it was changed since the run read it.
  func read() throws(Failure) -> [DataFile] {
    if let other = try configuration.files().first(where: { path in
      !versions.contains { $0.path == path }
    }) {
      throw Failure(.data, at: .file(other), "was added after the run read the others")
    }
    var files: [DataFile] = []
    for (path, version) in versions {
      files.append(try DataFile(path: path))
      guard Version(of: path) == version else {
        throw Failure(.data, at: .file(path), "was changed after the run read it")
      }
    }
    return files
  }
}

extension [DataFile] {
  /// Refuses to go on where a file holds something else by now, or another one fits a pattern.
  /// - Throws: `configuration`, or `noInput` where a file is gone.
  func check(for configuration: Configuration) throws(Failure) {
    for file in self { try file.check() }
    let known = Set(map(\.path))
    guard let other = try configuration.files().first(where: { !known.contains($0) }) else {
      return
    }
    throw Failure(
      .configuration, at: .file(other),
      "was not there when the run was trained, so the run cannot continue with it; expected the "
        + "\(count) file\(count == 1 ? "" : "s") of \(RunFileName.checkpoint)")
  }
}

extension Configuration {
  /// The files that training reads, each once, standard input aside.
  fileprivate func files() throws(Failure) -> [String] {
    var files: [String] = []
    for source in [data.train, data.validation?.source, data.test?.source] {
      files += try source?.files().paths ?? []
    }
    if let edges = data.edges { files.append(edges.file) }
    if let weights = model.initialWeights { files.append(weights) }
    var known: Set<String> = ["-"]
    return files.filter { known.insert($0).inserted }
  }
}
