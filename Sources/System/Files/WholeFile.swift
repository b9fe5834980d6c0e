import Glibc

/// A file that appears under its name only when it is whole and on the disk: it is written under a temporary
/// name of its own in the same folder.
package final class WholeFile {
  let path: String
  private let temporaryPath: String
  private let outputs: Outputs
  /// -1 after closing.
  private var descriptor: Int32
  private var isPublished = false

  /// - Throws: `cannotCreate`.
  package init(path: String, outputs: Outputs) throws(Failure) {
    TemporaryName.removeStale(for: path)
    let (temporaryPath, descriptor) = outputs.withLock {
      let temporaryPath = TemporaryName(for: path, number: outputs.nextTemporaryNumber()).path
      let descriptor = FileSystem.open(
        temporaryPath, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
      if descriptor >= 0 { outputs.addTemporary(temporaryPath) }
      return (temporaryPath, descriptor)
    }
    guard descriptor >= 0 else { throw Self.notCreated(path, errno) }
    self.path = path
    self.temporaryPath = temporaryPath
    self.outputs = outputs
    self.descriptor = descriptor
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    guard !isPublished else { return }
    outputs.withLock {
      FileSystem.remove(temporaryPath)
      outputs.removeTemporary(temporaryPath)
    }
  }

  /// Creates a file with a text.
  package convenience init(path: String, text: String, outputs: Outputs) throws(Failure) {
    try self.init(path: path, outputs: outputs)
    try write(Array(text.utf8))
  }

  /// Writes a file that the user named, in place of one that may be there: through a link to what it leads to, and
  /// into a pipe or a device.
  package static func replace(
    _ path: String, with bytes: [UInt8], outputs: Outputs
  ) throws(Failure) {
    if path.isEmpty { throw notCreated("\"\"", ENOENT) }
    let status = FileSystem.status(path)
    switch status.map({ $0.st_mode & S_IFMT }) {
    case nil, S_IFREG: break
    case S_IFDIR: throw notCreated(path, EISDIR)
    default:
      let descriptor = FileSystem.open(path, O_WRONLY)
      guard descriptor >= 0 else { throw notCreated(path, errno) }
      defer { close(descriptor) }
      if let error = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) {
        throw Failure(
          .writing, at: .file(path), "cannot be written: \(String(cString: strerror(error)))")
      }
      return
    }
    let isLink =
      FileSystem.status(path, followsLinks: false).map { $0.st_mode & S_IFMT } == S_IFLNK
    let file = try WholeFile(
      path: isLink ? FileSystem.resolved(path) ?? path : path, outputs: outputs)
    try file.write(bytes)
    try publish([file], replacing: true)
  }

  /// Writes a file in place of another, unless that holds just the same.
  package static func renew(
    _ path: String, with text: String, outputs: Outputs
  ) throws(Failure) {
    let bytes = Array(text.utf8)
    guard (try? InputFile.read(path, limit: bytes.count, status: .data)) != bytes else { return }
    try replace(path, with: bytes, outputs: outputs)
  }

  /// Adds bytes to the file.
  /// - Throws: `writing`.
  package func write(_ bytes: [UInt8]) throws(Failure) {
    if let error = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) { throw failure(error) }
  }

  /// Adds bytes to the file.
  /// - Throws: `writing`.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    if let error = writeAll(bytes, to: descriptor) { throw failure(error) }
  }

  private static func notCreated(_ path: String, _ error: Int32) -> Failure {
    Failure(
      .cannotCreate, at: .file(path), "cannot be created: \(String(cString: strerror(error)))")
  }

  private func failure(_ error: Int32) -> Failure {
    Failure(.writing, at: .file(path), "cannot be written: \(String(cString: strerror(error)))")
  }

  /// Brings all that was written to the disk.
  private func settle() throws(Failure) {
    guard descriptor >= 0 else { return }
    if let error = synchronize(descriptor) { throw failure(error) }
    let status = close(descriptor)
    descriptor = -1
    // The descriptor is closed, also where a signal came.
    if status != 0, errno != EINTR { throw failure(errno) }
  }

  /// Gives files their names, all or none, when they are on the disk.
  ///
  /// A file that has one of the names stays. Two runs never get this far in one folder, since only one
  /// of them can create the curves, so it is enough to look before renaming.
  /// - Parameter replacing: Whether files that have the names give way instead.
  /// - Throws: `cannotCreate` where a name is taken, else `writing`.
  package static func publish(_ files: [WholeFile], replacing: Bool = false) throws(Failure) {
    guard let outputs = files.first?.outputs else { return }
    for file in files { try file.settle() }
    try outputs.withLock { () throws(Failure) in
      var published: [WholeFile] = []
      for file in files {
        let isTaken =
          !replacing && FileSystem.status(file.path, followsLinks: false) != nil
        guard !isTaken, FileSystem.rename(file.temporaryPath, to: file.path) else {
          let failure = isTaken ? notCreated(file.path, EEXIST) : file.failure(errno)
          for file in published { FileSystem.remove(file.path) }
          throw failure
        }
        file.isPublished = true
        outputs.removeTemporary(file.temporaryPath)
        published.append(file)
      }
    }
    for folder in Set(files.map { FilePath.parent(of: $0.path) }) {
      if let error = synchronizeFolder(folder) { throw files[0].failure(error) }
    }
  }
}
