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
    descriptor = FileSystem.open(path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(path),
        "the folder cannot be opened: \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK:
        let process = Self.holder(of: path).map { "process \($0)" } ?? "another process"
        throw Failure(
          .cannotCreate, at: .file(path), "\(process) is training in this folder")
      // A file system without locks.
      default: return
      }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The process that has the lock of a folder, as far as the system tells:
  ///
  ///     1: FLOCK  ADVISORY  WRITE 1234 08:01:131077 0 EOF
  package static func holder(of path: String) -> Int? {
    guard let status = FileSystem.status(path),
      let bytes = try? InputFile.read("/proc/locks", limit: 1 << 20, status: .data)
    else { return nil }
    // Some file systems tell another device here than the file has.
    var sameInode: [Int] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      let file = words.count > 5 ? words[5].split(separator: ":") : []
      guard file.count == 3, words[1] == "FLOCK", UInt64(file[2]) == UInt64(status.st_ino),
        let process = Int(words[4])
      else { continue }
      if let major = UInt64(file[0], radix: 16), let minor = UInt64(file[1], radix: 16),
        device(major: major, minor: minor) == status.st_dev
      {
        return process
      }
      sameInode.append(process)
    }
    return sameInode.count == 1 ? sameInode[0] : nil
  }

  /// The number of a device by its two parts, as C's macro `makedev` has it.
  private static func device(major: UInt64, minor: UInt64) -> dev_t {
    let low = (major & 0xFFF) << 8 | (minor & 0xFF)
    let high = (major & ~0xFFF) << 32 | (minor & ~0xFF) << 12
    return dev_t(low | high)
  }
}
