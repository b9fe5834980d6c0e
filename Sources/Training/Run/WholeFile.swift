import Glibc
package import Spec

/// A file that appears under its name only when it is whole: it is written under a temporary name in
/// the same folder.
package final class WholeFile {
  let path: String
  private let temporaryPath: String
  private let outputs: Outputs
  private let descriptor: Int32
  private var isPublished = false

  /// - Throws: `cannotCreate`.
  init(path: String, outputs: Outputs) throws(Failure) {
    self.path = path
    self.outputs = outputs
    let temporaryPath = path + ".part"
    self.temporaryPath = temporaryPath
    descriptor = outputs.withLock {
      let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { outputs.addTemporary(temporaryPath) }
      return descriptor
    }
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, at: .file(path), "cannot be created: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close(descriptor)
    guard !isPublished else { return }
    outputs.withLock {
      unlink(temporaryPath)
      outputs.removeTemporary(temporaryPath)
    }
  }

  /// Creates a file with a text.
  package convenience init(path: String, text: String, outputs: Outputs) throws(Failure) {
    try self.init(path: path, outputs: outputs)
    try write(Array(text.utf8))
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    if let error = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) { throw failure(error) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    if let error = writeAll(bytes, to: descriptor) { throw failure(error) }
  }

  private func failure(_ error: Int32) -> Failure {
    Failure(.writing, at: .file(path), "cannot be written: \(String(cString: strerror(error)))")
  }

  /// Gives files their names, all or none.
  package static func publish(_ files: [WholeFile]) throws(Failure) {
    guard let outputs = files.first?.outputs else { return }
    try outputs.withLock { () throws(Failure) in
      var published: [WholeFile] = []
      for file in files {
        guard rename(file.temporaryPath, file.path) == 0 else {
          let failure = file.failure(errno)
          for file in published { unlink(file.path) }
          throw failure
        }
        file.isPublished = true
        outputs.removeTemporary(file.temporaryPath)
        published.append(file)
      }
    }
  }
}
