import Glibc
import System

/// The folder of a run.
struct RunDirectory: Sendable {
  let path: String
  /// The folders that were made for it, outermost first.
  private let created: [String]

  /// The path of a file in it.
  func file(_ name: String) -> String { FilePath.path(name, in: path) }

  /// Makes the folder.
  ///
  /// - Parameters:
  ///   - out: The folder that the user wants, which must be new or empty; nil for `runs/<name>`, or
  ///     where that is taken `runs/<name>-2` and so on.
  ///   - name: The run's name.
  /// - Throws: `cannotCreate`.
  init(out: String?, name: String) throws(Failure) {
    var created: [String] = []
    do {
      path = try Self.make(out: out, name: name, &created)
    } catch {
      Self.remove(created)
      throw error
    }
    self.created = created
  }

  private static func make(
    out: String?, name: String, _ created: inout [String]
  ) throws(Failure) -> String {
    if let out {
      try makeParents(of: out, &created)
      if mkdir(out, 0o777) == 0 {
        created.append(out)
      } else if errno == EEXIST {
        try checkEmpty(out)
      } else {
        throw failure(out, errno)
      }
      return out
    }
    let name = FilePath.folderName(name)
    try makeParents(of: "runs/" + name, &created)
    var number = 1
    while true {
      let path = "runs/" + name + (number == 1 ? "" : "-\(number)")
      if mkdir(path, 0o777) == 0 {
        created.append(path)
        return path
      }
      guard errno == EEXIST else { throw failure(path, errno) }
      number += 1
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
      if mkdir(parent, 0o777) == 0 {
        created.append(parent)
      } else if errno != EEXIST {
        throw failure(parent, errno)
      }
    }
  }

  /// Refuses a folder that exists and holds something, and what is no folder.
  static func checkEmpty(_ path: String) throws(Failure) {
    guard let names = folderNames(path) else {
      if errno == ENOENT { return }
      throw failure(path, errno)
    }
    guard names.isEmpty else {
      throw Failure(
        .cannotCreate, at: .file(path), "the folder is not empty; expected a new or an empty one")
    }
  }

  private static func failure(_ path: String, _ error: Int32) -> Failure {
    Failure(
      .cannotCreate, at: .file(path),
      "the folder cannot be created: \(String(cString: strerror(error)))")
  }

  /// Takes the folders that were made away again, where the run could not start.
  func remove() { Self.remove(created) }

  private static func remove(_ folders: [String]) {
    for folder in folders.reversed() { rmdir(folder) }
  }
}
