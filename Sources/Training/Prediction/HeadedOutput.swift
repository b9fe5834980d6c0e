package import System

/// Rows below a header, which comes with the first of them: where there is none to write, a fault leaves the
/// output empty.
///
/// Invariant: one thread at a time uses it.
package final class HeadedOutput: @unchecked Sendable {
  private let output: ([UInt8]) throws(Failure) -> Void
  private var header: [UInt8]

  package init(_ output: @escaping ([UInt8]) throws(Failure) -> Void, header: [UInt8]) {
    self.output = output
    self.header = header
  }

  /// Writes rows.
  package func write(_ rows: [UInt8]) throws(Failure) {
    defer { header = [] }
    try output(header.isEmpty ? rows : header + rows)
  }

  /// Writes the header where no row has come.
  package func finish() throws(Failure) {
    if !header.isEmpty { try write([]) }
  }
}
