import Glibc

/// The records of a file from the first on, up to one of them.
package struct FileContent: Equatable, Sendable {
  /// In bytes.
  package fileprivate(set) var size: Int
  /// Of these bytes.
  package fileprivate(set) var checksum: Checksum

  package init(size: Int = 0, checksum: Checksum = Checksum()) {
    self.size = size
    self.checksum = checksum
  }

  /// What a file holds.
  /// - Throws: `noInput` where it cannot be read.
  package init(of path: String) throws(Failure) {
    let file = try RegularFile(path: path)
    self.init(size: file.size, checksum: Checksum(try file.checksum(of: file.size)))
  }

  /// Refuses a file that does not begin with these records.
  /// - Throws: `data`, or `noInput` where the file cannot be read.
  package func check(_ path: String) throws(Failure) {
    let file = try RegularFile(path: path)
    guard file.size >= size else {
      throw Failure(
        .data, at: .file(path),
        "has \(file.size) bytes, expected at least the \(size) that it had at the checkpoint")
    }
    guard try file.checksum(of: size) == checksum.value else {
      throw Failure(
        .data, at: .file(path),
        "damaged: its first \(size) bytes are not those that it had at the checkpoint")
    }
  }
}

/// A file that grows by whole records, most often a CSV by its rows.
///
/// Invariant: after its opening, everything but `path` is used under the lock of `outputs`.
package final class RowFile: @unchecked Sendable {
  /// Records wait until they take this many bytes, or until somebody flushes them.
  private static let bufferSize = 1 << 16

  package let path: String
  private let outputs: Outputs
  /// -1 after closing.
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// What is in the file.
  private var content = FileContent()
  /// The error of the first write that failed.
  private var writeError: Int32?

  /// Creates a CSV file with its header row; the file must not exist yet.
  package convenience init(path: String, header: String, outputs: Outputs) throws(Failure) {
    try self.init(path: path, first: Self.record(header), outputs: outputs)
  }

  /// Creates a file with its first record; the file must not exist yet.
  package init(path: String, first record: [UInt8], outputs: Outputs) throws(Failure) {
    let descriptor = FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(path), "cannot be created: \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.outputs = outputs
    self.descriptor = descriptor
    outputs.add(self)
    do {
      try append(record, flushing: true)
    } catch {
      discard()
      throw error
    }
  }

  /// Opens a file that is there to go on with it.
  /// - Parameter content: what of it is to stay, which was checked; what is behind that is cut off.
  /// - Throws: `cannotCreate` or `writing`.
  package init(path: String, cutTo content: FileContent, outputs: Outputs) throws(Failure) {
    // Whoever reads a pipe may never come.
    let descriptor = FileSystem.open(path, O_WRONLY | O_NONBLOCK)
    var status = stat()
    let isOpen = descriptor >= 0 && fstat(descriptor, &status) == 0
    guard isOpen, status.st_mode & S_IFMT == S_IFREG else {
      let reason = isOpen ? "expected a regular file" : String(cString: strerror(errno))
      if descriptor >= 0 { Glibc.close(descriptor) }
      throw Failure(.cannotCreate, at: .file(path), "cannot be written to: \(reason)")
    }
    self.path = path
    self.outputs = outputs
    self.descriptor = descriptor
    self.content = content
    guard ftruncate(descriptor, off_t(content.size)) == 0, lseek(descriptor, 0, SEEK_END) >= 0
    else {
      throw failure(errno)
    }
    outputs.add(self)
  }

  /// Takes away again the file, which this object created.
  package func discard() {
    outputs.remove(self)
    FileSystem.remove(path)
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Brings all records to the disk.
  /// - Returns: what is in the file.
  /// - Throws: `writing`.
  package func synchronize() throws(Failure) -> FileContent {
    try flushNow()
    if let error = System.synchronize(descriptor) { throw failure(error) }
    return content
  }

  /// Writes what is left; nothing is added after that.
  /// - Throws: `writing`.
  package func close() throws(Failure) {
    _ = try synchronize()
    outputs.remove(self)
    let status = Glibc.close(descriptor)
    descriptor = -1
    if status != 0, errno != EINTR { throw failure(errno) }
  }

  private static func record(_ row: String) -> [UInt8] { Array(row.utf8) + [UInt8(ascii: "\n")] }

  /// Adds a row of a CSV file.
  package func append(_ row: String, flushing: Bool = false) throws(Failure) {
    try append(Self.record(row), flushing: flushing)
  }

  /// Adds a record.
  /// - Parameter flushing: whether the record and those before it are to be in the file now.
  /// - Throws: `writing`, where this or an earlier record could not be written.
  package func append(_ record: [UInt8], flushing: Bool = false) throws(Failure) {
    try outputs.withLock { () throws(Failure) in
      buffer.append(contentsOf: record)
      if flushing || buffer.count >= Self.bufferSize { flush() }
      try check()
    }
  }

  /// Writes the records that wait.
  /// - Throws: As `append`.
  package func flushNow() throws(Failure) {
    try outputs.withLock { () throws(Failure) in
      flush()
      try check()
    }
  }

  private func check() throws(Failure) {
    if let writeError { throw failure(writeError) }
  }

  private func failure(_ error: Int32) -> Failure {
    Failure(.writing, at: .file(path), "cannot be written: \(String(cString: strerror(error)))")
  }

  /// Writes the records that wait; the lock of `outputs` must be held. Where not all of them can be
  /// written, none is.
  func flush() {
    guard !buffer.isEmpty, writeError == nil else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    if let error = buffer.withUnsafeBytes({ writeAll($0, to: descriptor) }) {
      writeError = error
      ftruncate(descriptor, off_t(content.size))
    } else {
      content.size += buffer.count
      content.checksum.add(buffer)
    }
  }
}
