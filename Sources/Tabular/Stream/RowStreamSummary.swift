/// What became of the rows of a file.
package struct RowStreamSummary: Sendable {
  /// Rows that were answered.
  package internal(set) var rows = 0
  /// Rows that were left out because they are faulty.
  package internal(set) var skipped = 0
  /// The first of these, with its place in the file.
  package internal(set) var firstFault: String?
}
