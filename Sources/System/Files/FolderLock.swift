import Glibc

/// The kernel's lock of a folder, which only one process has at a time and which a process that is gone has no
/// more.
///
/// Invariant: the descriptor is open as long as the object lives.
package final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, without waiting for it.
  /// - Throws: `cannotCreate` where another process has it.
  package init(_ path: String) throws(Failure) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(path),
        "the folder cannot be opened: \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK:
        let process = Self.holder(descriptor).map { "process \($0)" } ?? "another process"
        throw Failure(
          .cannotCreate, at: .file(path), "\(process) is training in this folder")
      // A file system without locks.
      default: return
      }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The process that has the lock, as far as the system tells:
  ///
  ///     1: FLOCK  ADVISORY  WRITE 1234 08:01:131077 0 EOF
  private static func holder(_ descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0,
      let bytes = try? InputFile.read("/proc/locks", limit: 1 << 20, status: .data)
    else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK",
        words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == UInt64(status.st_ino)
      else { continue }
      return Int(words[4])
    }
    return nil
  }
}
