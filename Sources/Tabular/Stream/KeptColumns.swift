import Spec
import System

/// Which columns of a file are passed on as they are.
package enum KeptColumns: Sendable {
  /// These, in this order; one that is named twice is passed on once.
  case named([String])
  case all

  /// The columns of a file, by number.
  /// - Throws: `usage` where the file has no column of a name.
  func columns(of header: [String], in file: String) throws(Failure) -> [Int] {
    guard case .named(let names) = self else { return Array(header.indices) }
    let known = ColumnNames(header)
    var columns: [Int] = []
    var faults: [Diagnostic] = []
    for name in names {
      guard let column = known[name] else {
        faults.append(
          Diagnostic(
            .file(file),
            "no column \(Message.quoted(name)) to keep"
              + (faults.count < ColumnNames.mostSuggestions ? known.suggestion(for: name) : "")))
        continue
      }
      if !columns.contains(column) { columns.append(column) }
    }
    guard faults.isEmpty else { throw Failure(.usage, faults) }
    return columns
  }
}
