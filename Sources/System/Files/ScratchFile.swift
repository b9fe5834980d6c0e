import Glibc
internal import Synchronization

/// Bytes on disk that belong to this process alone and have no name, so that nothing is left of them however it ends.
///
/// Invariant: whoever reads bytes orders that behind their writing; different threads may write different bytes.
package final class ScratchFile: Sendable {
  /// The folder, for messages.
  package let folder: String
  private let descriptor: Int32
  /// How many bytes are taken.
  private let size = Atomic<Int>(0)

  /// - Throws: `cannotCreate` where the folder takes no file.
  package init(in folder: String) throws(Failure) {
    self.folder = folder
    // O_TMPFILE, which Swift's headers leave out: a file without a name.
    let unnamed = O_RDWR | O_CLOEXEC | 0o20_000_000 | O_DIRECTORY
    var descriptor = FileSystem.open(folder, unnamed, mode: 0o600)
    if descriptor < 0, [EOPNOTSUPP, EISDIR, ENOENT].contains(errno),
      FileSystem.status(folder) != nil
    {
      // Not every file system has them.
      var template = (FilePath.bytes(folder + "/.dlrun-rows-XXXXXX") + [0]).map(
        CChar.init(bitPattern:))
      descriptor = template.withUnsafeMutableBufferPointer { template in
        template.baseAddress.map { mkstemp($0) } ?? -1
      }
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        template.withUnsafeBufferPointer { _ = $0.baseAddress.map(unlink) }
      }
    }
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(folder),
        "rows cannot be kept here: \(String(cString: strerror(errno))); expected a folder with room "
          + "for them (--cache)")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Takes more bytes of the disk.
  /// - Returns: where they begin, at a page.
  /// - Throws: `cannotCreate` where there is no room.
  package func reserve(bytes: Int) throws(Failure) -> Int {
    let page = 4096
    let rounded = (bytes + page - 1) / page * page
    let start = size.add(rounded, ordering: .relaxed).oldValue
    guard rounded > 0 else { return start }
    var status: Int32
    repeat { status = posix_fallocate(descriptor, start, rounded) } while status == EINTR
    guard status == 0 else { throw noRoom(for: start + rounded, status) }
    return start
  }

  private func noRoom(for bytes: Int, _ status: Int32) -> Failure {
    Failure(
      .cannotCreate, at: .file(folder),
      "no room for \(MachineMemory.spelled(bytes: bytes)) of rows, which do not fit in memory: "
        + "\(String(cString: strerror(status))); expected a folder with room for them (--cache), or more "
        + "memory (--memory)")
  }

  /// Writes bytes that were taken.
  /// - Throws: `writing` where the disk fails.
  package func write(_ bytes: UnsafeRawPointer, count: Int, at offset: Int) throws(Failure) {
    var done = 0
    while done < count {
      let written = pwrite(descriptor, bytes + done, count - done, offset + done)
      if written > 0 {
        done += written
      } else if errno != EINTR || written == 0 {
        throw Failure(
          .writing, at: .file(folder),
          "rows cannot be written: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Reads bytes that were written. A disk that does not give back what it took ends the process.
  package func read(_ bytes: UnsafeMutableRawPointer, count: Int, at offset: Int) {
    var done = 0
    while done < count {
      let read = pread(descriptor, bytes + done, count - done, offset + done)
      if read > 0 {
        done += read
      } else if errno != EINTR || read == 0 {
        Self.end("\(folder): rows cannot be read back: \(String(cString: strerror(errno)))")
      }
    }
  }

  private static func end(_ message: String) -> Never {
    let line = Array("dlrun: \(message)\n".utf8)
    _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    exit(ExitStatus.noInput.rawValue)
  }

  /// Maps bytes to an address within a region that is reserved for them.
  /// - Parameter offset: a multiple of a page, as `address` is.
  package func map(bytes: Int, at offset: Int, to address: UnsafeMutableRawPointer) {
    let mapped = mmap(
      address, bytes, PROT_READ, MAP_SHARED | MAP_FIXED | MAP_POPULATE, descriptor, offset)
    if mapped == MAP_FAILED {
      Self.end("\(folder): rows cannot be mapped: \(String(cString: strerror(errno)))")
    }
  }

  /// Says that bytes will soon be read.
  package func expect(bytes: Int, at offset: Int) {
    posix_fadvise(descriptor, offset, bytes, POSIX_FADV_WILLNEED)
  }
}
