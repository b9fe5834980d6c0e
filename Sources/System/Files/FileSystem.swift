package import Glibc

/// The system's functions that take paths. A path is a text everywhere else; here it becomes the bytes that the
/// system knows (`FilePath.bytes`). As in C, `errno` says why something failed.
package enum FileSystem {
  /// Opens a file; -1 where that fails.
  package static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    withPath(path) { Glibc.open($0, flags | O_CLOEXEC, mode) }
  }

  /// Whether a path leads to a folder.
  package static func isFolder(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// What the system says of a file; nil where there is none.
  /// - Parameter followsLinks: whether of what a link leads to.
  package static func status(_ path: String, followsLinks: Bool = true) -> stat? {
    var status = stat()
    let failed = withPath(path) { followsLinks ? stat($0, &status) : lstat($0, &status) }
    return failed == 0 ? status : nil
  }

  /// Whether something is there and may be used: `F_OK`, `R_OK`, `W_OK`.
  package static func permits(_ mode: Int32, _ path: String) -> Bool {
    withPath(path) { access($0, mode) } == 0
  }

  /// Makes a folder; false where that fails.
  package static func makeFolder(_ path: String) -> Bool {
    withPath(path) { mkdir($0, 0o777) } == 0
  }

  /// Gives a file or folder another name; false where that fails.
  package static func rename(_ path: String, to other: String) -> Bool {
    withPath(path) { path in withPath(other) { Glibc.rename(path, $0) } } == 0
  }

  /// Takes a file away; false where that fails.
  @discardableResult
  package static func remove(_ path: String) -> Bool { withPath(path) { unlink($0) } == 0 }

  /// Takes an empty folder away; false where that fails.
  @discardableResult
  package static func removeFolder(_ path: String) -> Bool { withPath(path) { rmdir($0) } == 0 }

  /// The names of what is in a folder, in no order; nil where it cannot be read.
  package static func names(in path: String) -> [String]? {
    guard let folder = withPath(path, { opendir($0) }) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        FilePath.text(bytes.prefix { $0 != 0 })
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// The absolute path, free of links, of what is there; nil where nothing is.
  package static func resolved(_ path: String) -> String? {
    guard let resolved = withPath(path, { realpath($0, nil) }) else { return nil }
    defer { free(resolved) }
    return FilePath.text(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }

  private static func withPath<Result>(
    _ path: String, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    body(FilePath.bytes(path).map { CChar(bitPattern: $0) } + [0])
  }
}
