import Glibc

/// Reading a small file whole.
package enum InputFile {
  /// Reads at most `limit` bytes of a file.
  ///
  /// - Parameter mayBePipe: whether a pipe is read, too, for whose writer is waited.
  /// - Throws: `noInput` where the file is missing or cannot be read, `status` where it is larger.
  package static func read(
    _ path: String, limit: Int, status: ExitStatus, mayBePipe: Bool = false
  ) throws(Failure) -> [UInt8] {
    func unreadable() -> Failure {
      Failure(.noInput, at: .file(path), "cannot be read: \(String(cString: strerror(errno)))")
    }
    guard !path.utf8.contains(0) else {
      throw Failure(.noInput, at: .file(path), "cannot be read: the path holds a NUL")
    }
    let descriptor = FileSystem.open(path, O_RDONLY | (mayBePipe ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    var information = stat()
    if !mayBePipe, fstat(descriptor, &information) == 0,
      ![S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT)
    {
      throw Failure(.noInput, at: .file(path), "cannot be read: expected a regular file")
    }

    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece[..<count]
      } else if errno != EINTR {
        throw unreadable()
      }
      guard bytes.count <= limit else {
        throw Failure(status, at: .file(path), "larger than \(limit) bytes")
      }
    }
  }
}
