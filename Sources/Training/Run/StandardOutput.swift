import Glibc
package import Spec

/// Standard output, for a command that writes rows while it works.
package struct StandardOutput: Sendable {
  /// What a pipe takes as a whole or not at all (`PIPE_BUF`), so that whoever ends the process while
  /// the pipe is full leaves whole rows in it.
  private static let wholePiece = 4096

  private let outputs: Outputs

  package init(_ outputs: Outputs) { self.outputs = outputs }

  /// Writes whole rows, during which the process is not ended from outside unless the writing hangs.
  /// - Throws: `writing`.
  package func write(_ rows: [UInt8]) throws(Failure) {
    let error = outputs.withLock {
      rows.withUnsafeBytes { bytes in
        var rest = bytes
        while !rest.isEmpty {
          let piece = Self.rows(atStartOf: rest)
          if let error = writeAll(piece, to: STDOUT_FILENO) { return Int32?.some(error) }
          rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
        }
        return nil
      }
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

  /// What is told where a write failed.
  package static func failure(_ error: Int32) -> Failure {
    Failure(.writing, "standard output cannot be written: \(String(cString: strerror(error)))")
  }
}
