import System

/// A fault at a place of a CSV text.
struct TextFault {
  /// Relative to the chunk's first line until the reader knows the file and the line that is.
  var position: TextPosition
  let message: String

  /// The failure to be reported for the file among those of a table.
  func failure(in files: TableFiles) -> Failure {
    Failure(
      .data,
      at: .position(
        file: files.paths[position.file], line: position.line, column: position.column), message)
  }
}
