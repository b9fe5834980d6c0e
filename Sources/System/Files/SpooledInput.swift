import Glibc

/// Standard input as a file that can be read several times: a copy without a name, gone with the process.
package final class SpooledInput {
  /// What opens the copy anew, from its start.
  package var path: String { "/dev/fd/\(descriptor)" }
  private let descriptor: Int32

  /// Reads standard input to its end.
  /// - Throws: `noInput` where it cannot be read, `cannotCreate` or `writing` where the copy cannot be made.
  package init() throws(Failure) {
    let folder = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    var template = FilePath.path("dlrun-XXXXXX", in: folder ?? "/tmp").utf8CString.map { $0 }
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(folder ?? "/tmp"),
        "a copy of standard input cannot be created here: \(String(cString: strerror(errno)))")
    }
    unlink(&template)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Failure(
          .noInput, at: .file("-"), "cannot be read: \(String(cString: strerror(errno)))")
      }
      if let error = bytes[..<count].withUnsafeBytes({ writeAll($0, to: descriptor) }) {
        throw Failure(
          .writing, at: .file(folder ?? "/tmp"),
          "a copy of standard input cannot be written here: \(String(cString: strerror(error)))")
      }
    }
  }

  deinit { close(descriptor) }
}
