import Glibc

/// A file on disk that is open for reading at any place.
package final class RegularFile: Sendable {
  package let path: String
  /// In bytes.
  package let size: Int
  private let descriptor: Int32

  /// - Throws: `noInput` where there is no such file, or it cannot be read.
  package init(path: String) throws(Failure) {
    self.path = path
    descriptor = FileSystem.open(path, O_RDONLY | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw Self.unreadable(path) }
    size = Int(status.st_size)
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.noInput, at: .file(path), "cannot be read: expected a regular file")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills memory from a place in the file. Returns what went wrong.
  package func read(into bytes: UnsafeMutableRawBufferPointer, at place: Int) -> Failure? {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(place + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        return Failure(.data, at: .file(path), "became shorter while it was being read")
      } else if errno != EINTR {
        return Self.unreadable(path)
      }
    }
    return nil
  }

  /// The check of the file's first bytes.
  package func checksum(of count: Int) throws(Failure) -> UInt32 {
    var checksum = Checksum()
    var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
    var done = 0
    while done < count {
      let length = min(count - done, buffer.count)
      let failure = buffer.withUnsafeMutableBytes { bytes in
        let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[..<length])
        let failure = read(into: piece, at: done)
        checksum.add(UnsafeRawBufferPointer(piece))
        return failure
      }
      if let failure { throw failure }
      done += length
    }
    return checksum.value
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(.noInput, at: .file(path), "cannot be read: \(String(cString: strerror(errno)))")
  }
}
