import Glibc

/// Standard output, for a command that writes rows while it works.
package struct StandardOutput: Sendable {
  /// What a pipe takes as a whole or not at all (`PIPE_BUF`), so that whoever ends the process while
  /// the pipe is full leaves whole rows in it.
  private static let wholePiece = 4096

  private let outputs: Outputs
  private let isTerminal = isatty(STDOUT_FILENO) == 1

  package init(_ outputs: Outputs) { self.outputs = outputs }

  /// Writes whole rows: to files and pipes as they are, to a terminal with control characters shown. The
  /// process can be ended from outside between any two of them, also while
  /// nobody takes what is written.
  /// - Throws: `writing`.
  package func write(_ rows: [UInt8]) throws(Failure) {
    let rows = isTerminal ? Array(String(decoding: rows, as: UTF8.self).shownLines.utf8) : rows
    let error = rows.withUnsafeBytes { bytes -> Int32? in
      var rest = bytes
      while !rest.isEmpty {
        let piece = Self.rows(atStartOf: rest)
        // Whoever ends the process must not wait for the lock.
        var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        while poll(&request, 1, -1) < 0, errno == EINTR {}
        if let error = outputs.withLock({ writeAll(piece, to: STDOUT_FILENO) }) { return error }
        rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
      }
      return nil
    }
    if let error { throw Self.failure(error) }
  }

  /// As many rows as a pipe takes as a whole, or the first one where that is longer.
  private static func rows(atStartOf bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard bytes.count > wholePiece else { return bytes }
    let lineFeed = UInt8(ascii: "\n")
    let end =
      bytes[..<wholePiece].lastIndex(of: lineFeed) ?? bytes[wholePiece...].firstIndex(of: lineFeed)
    return UnsafeRawBufferPointer(rebasing: bytes[...(end ?? bytes.count - 1)])
  }

  /// What is told where a write failed: nothing where whoever reads it, such as head, has enough.
  package static func failure(_ error: Int32) -> Failure {
    guard error != EPIPE else { return Failure(.writing, []) }
    return Failure(
      .writing, "standard output cannot be written: \(String(cString: strerror(error)))")
  }
}
