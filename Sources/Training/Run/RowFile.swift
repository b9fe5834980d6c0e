import Glibc
package import Spec

/// A CSV file that grows by whole rows.
///
/// Invariant: after its opening, everything but `path` is used under the lock of `outputs`.
package final class RowFile: @unchecked Sendable {
  /// Rows wait until they take this many bytes, or until somebody flushes them.
  private static let bufferSize = 1 << 16

  let path: String
  private let outputs: Outputs
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// The bytes of the rows that are in the file.
  private var size = 0
  /// The error of the first write that failed.
  private var writeError: Int32?

  /// Creates a file with its header row; the file must not exist yet.
  package init(path: String, header: String, outputs: Outputs) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(path), "cannot be created: \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.outputs = outputs
    self.descriptor = descriptor
    outputs.add(self)
    do {
      try append(header, flushing: true)
    } catch {
      discard()
      throw error
    }
  }

  /// Takes away again the file, which this object created.
  func discard() {
    outputs.remove(self)
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Adds a row.
  /// - Parameter flushing: whether the row and those before it are to be in the file now.
  /// - Throws: `writing`, where this or an earlier row could not be written.
  package func append(_ row: String, flushing: Bool = false) throws(Failure) {
    try outputs.withLock { () throws(Failure) in
      buffer.append(contentsOf: row.utf8)
      buffer.append(UInt8(ascii: "\n"))
      if flushing || buffer.count >= Self.bufferSize { flush() }
      try check()
    }
  }

  /// Writes the rows that wait.
  /// - Throws: As `append`.
  func flushNow() throws(Failure) {
    try outputs.withLock { () throws(Failure) in
      flush()
      try check()
    }
  }

  private func check() throws(Failure) {
    guard let writeError else { return }
    throw Failure(
      .writing, at: .file(path), "cannot be written: \(String(cString: strerror(writeError)))")
  }

  /// Writes the rows that wait; the lock of `outputs` must be held. Where not all of them can be
  /// written, none is.
  func flush() {
    guard !buffer.isEmpty, writeError == nil else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    if let error = buffer.withUnsafeBytes({ writeAll($0, to: descriptor) }) {
      writeError = error
      ftruncate(descriptor, off_t(size))
    } else {
      size += buffer.count
    }
  }
}
