import Glibc

/// The files that are being written, so that the process can be ended from outside at any time and
/// leaves whole rows and no temporary file.
///
/// Invariant: rows are written and files renamed under the lock; whoever ends the process takes it
/// first and never gives it back.
package final class Outputs: @unchecked Sendable {
  private let lock = Lock()
  private var rowFiles: [ObjectIdentifier: RowFile] = [:]
  private var temporaryPaths: Set<String> = []
  private var temporaryNumber = 0
  /// The request that training stop.
  package let interruption = Interruption()

  package init() {}

  package func withLock<Result, Fault: Error>(
    _ body: () throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try lock.withLock(body)
  }

  /// Makes a file of rows known.
  func add(_ file: RowFile) { lock.withLock { rowFiles[ObjectIdentifier(file)] = file } }

  /// Forgets a file of rows.
  func remove(_ file: RowFile) { lock.withLock { rowFiles[ObjectIdentifier(file)] = nil } }

  /// A number for the next temporary name. The lock must be held.
  package func nextTemporaryNumber() -> Int {
    temporaryNumber += 1
    return temporaryNumber
  }

  /// Makes a temporary file known. The lock must be held.
  package func addTemporary(_ path: String) { temporaryPaths.insert(path) }

  /// Forgets a temporary file. The lock must be held.
  package func removeTemporary(_ path: String) { temporaryPaths.remove(path) }

  /// Writes the rows that wait to be written. Another thread calls this twice a second.
  package func flush() {
    lock.withLock { for file in rowFiles.values { file.flush() } }
  }

  /// Does the last work of the process, during which it is not ended from outside, unless that work
  /// hangs.
  package func finish(_ body: () -> Never) -> Never {
    lock.withLock { body() }
  }

  /// Puts everything in order for the end of the process; nothing is written after that. A writer
  /// that hangs is not waited for longer than a fraction of a second.
  package func close() {
    guard lock.take(within: 300) else { return }
    for file in rowFiles.values { file.flush() }
    for path in temporaryPaths { TemporaryName.remove(path) }
  }
}
