import Glibc

/// The name under which a process writes a file, or a folder, that is to appear whole: `.NAME.PID.NUMBER.part`, in
/// the folder of NAME.
package struct TemporaryName {
  private static let ending = ".part"

  package let path: String

  /// - Parameter number: counts the names of this process.
  package init(for path: String, number: Int) {
    self.path = FilePath.path(
      ".\(FilePath.lastPart(path)).\(getpid()).\(number)\(Self.ending)",
      in: FilePath.parent(of: path))
  }

  /// Removes what processes that are gone left when they wrote a file.
  package static func removeStale(for path: String) {
    let folder = FilePath.parent(of: path)
    let start = Array(".\(FilePath.lastPart(path)).".utf8)
    for name in FileSystem.names(in: folder) ?? [] where name.utf8.starts(with: start) {
      let rest = name.utf8.dropFirst(start.count)
      let parts = String(decoding: rest, as: UTF8.self).parts(at: ".")
      guard parts.count == 3, "." + parts[2] == ending, let process = Int32(parts[0]), process > 0,
        Int(parts[1]) != nil, kill(process, 0) != 0, errno == ESRCH
      else { continue }
      remove(FilePath.path(name, in: folder))
    }
  }

  /// Removes a file, or a folder with the files in it.
  package static func remove(_ path: String) {
    guard !FileSystem.remove(path), errno == EISDIR || errno == EPERM else { return }
    for name in FileSystem.names(in: path) ?? [] {
      FileSystem.remove(FilePath.path(name, in: path))
    }
    FileSystem.removeFolder(path)
  }
}
