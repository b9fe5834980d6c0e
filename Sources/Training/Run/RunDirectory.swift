import Glibc
import System

/// The folder of a run, or of several, which one process has at a time. It appears with its first file in it, the
/// one from which what it is for can be begun anew.
final class RunDirectory: Sendable {
  let path: String
  /// Nil where it is another process that has the folder.
  private let lock: FolderLock?
  /// The folders that were made for it, outermost first.
  private let created: [String]
  private let firstFile: String

  /// The path of a file in it.
  func file(_ name: String) -> String { FilePath.path(name, in: path) }

  /// Makes the folder.
  ///
  /// - Parameters:
  ///   - out: the folder that the user wants, which must be new or empty; nil for `runs/<name>`, or
  ///     where that is taken `runs/<name>-2` and so on.
  ///   - name: the run's name.
  ///   - first: the first file.
  /// - Throws: `cannotCreate` or `writing`.
  init(
    out: String?, name: String, first: (name: String, text: String), outputs: Outputs
  ) throws(Failure) {
    var created: [String] = []
    do throws(Failure) {
      if let out {
        try Self.makeParents(of: out, &created)
        let isNew = FileSystem.makeFolder(out)
        if isNew { created.append(out) } else if errno != EEXIST { throw Self.failure(out, errno) }
        path = out
      } else {
        path = try Self.makeNext(RunFileName.runs + "/" + FilePath.folderName(name), &created)
      }
      try Self.checkEmpty(path)
      if let lock = try Self.fill(path, first, outputs: outputs) {
        self.lock = lock
      } else {
        lock = try FolderLock(path)
        try Self.checkEmpty(path)
        try WholeFile.publish([
          WholeFile(
            path: FilePath.path(first.name, in: path), text: first.text, outputs: outputs)
        ])
      }
    } catch {
      Self.remove(created)
      throw error
    }
    self.created = created
    firstFile = FilePath.path(first.name, in: path)
  }

  /// Opens a folder to go on in it.
  /// - Throws: `cannotCreate` where another process does.
  init(existing path: String, first: String) throws(Failure) {
    self.path = path
    lock = try FolderLock(path)
    created = []
    firstFile = FilePath.path(first, in: path)
  }

  /// A folder of several runs that rank 0 has, in which others have those of theirs.
  init(shared path: String, first: String) {
    self.path = path
    lock = nil
    created = []
    firstFile = FilePath.path(first, in: path)
  }

  /// Makes the first folder of `NAME`, `NAME-2` and so on that is not there yet.
  private static func makeNext(
    _ name: String, _ created: inout [String]
  ) throws(Failure) -> String {
    try makeParents(of: name, &created)
    var number = 1
    while true {
      let path = name + (number == 1 ? "" : "-\(number)")
      if FileSystem.makeFolder(path) {
        created.append(path)
        return path
      }
      guard errno == EEXIST else { throw failure(path, errno) }
      number += 1
    }
  }

  /// Puts a folder with the first file in it in the place of an empty one.
  /// - Returns: nil where the place of a folder cannot be taken, as that of a mounted one or of a link.
  private static func fill(
    _ path: String, _ first: (name: String, text: String), outputs: Outputs
  ) throws(Failure) -> FolderLock? {
    TemporaryName.removeStale(for: path)
    let temporary = outputs.withLock {
      let temporary = TemporaryName(for: path, number: outputs.nextTemporaryNumber()).path
      if FileSystem.makeFolder(temporary) {
        outputs.addTemporary(temporary)
        return String?.some(temporary)
      }
      return nil
    }
    guard let temporary else { return nil }
    defer { outputs.withLock { outputs.removeTemporary(temporary) } }
    do throws(Failure) {
      let lock = try FolderLock(temporary)
      try WholeFile.publish([
        WholeFile(
          path: FilePath.path(first.name, in: temporary), text: first.text, outputs: outputs)
      ])
      guard FileSystem.rename(temporary, to: path) else {
        let error = errno
        TemporaryName.remove(temporary)
        if error == ENOTEMPTY || error == EEXIST { throw notEmpty(path) }
        return nil
      }
      if let error = synchronizeFolder(FilePath.parent(of: path)) { throw failure(path, error) }
      return lock
    } catch {
      TemporaryName.remove(temporary)
      throw error.inPlace(of: temporary, path)
    }
  }

  /// Makes the folders around a path that are not there yet.
  private static func makeParents(of path: String, _ created: inout [String]) throws(Failure) {
    let scalars = path.unicodeScalars
    var index = scalars.startIndex
    while let slash = scalars[index...].firstIndex(of: "/") {
      let parent = String(scalars[..<slash])
      index = scalars.index(after: slash)
      // A slash at the end does not make what is before it a parent.
      guard scalars[index...].contains(where: { $0 != "/" }) else { return }
      if parent.isEmpty { continue }
      if FileSystem.makeFolder(parent) {
        created.append(parent)
      } else if errno != EEXIST {
        throw failure(parent, errno)
      }
    }
  }

  /// Refuses a folder that exists and holds something, and what is no folder.
  static func checkEmpty(_ path: String) throws(Failure) {
    guard let names = FileSystem.names(in: path) else {
      if errno == ENOENT { return }
      throw failure(path, errno)
    }
    guard names.isEmpty else { throw notEmpty(path) }
  }

  private static func notEmpty(_ path: String) -> Failure {
    Failure(
      .cannotCreate, at: .file(path), "the folder is not empty; expected a new or an empty one")
  }

  private static func failure(_ path: String, _ error: Int32) -> Failure {
    Failure(
      .cannotCreate, at: .file(path),
      "the folder cannot be created: \(String(cString: strerror(error)))")
  }

  /// Whether files can still be made in it: it may vanish, or what it is on may be written to no longer.
  var isWritable: Bool { FileSystem.permits(W_OK, path) }

  /// Takes the first file and the folders that were made away again, where a run could not start.
  func remove() {
    guard !created.isEmpty else { return }
    FileSystem.remove(firstFile)
    Self.remove(created)
  }

  private static func remove(_ folders: [String]) {
    for folder in folders.reversed() { FileSystem.removeFolder(folder) }
  }
}
