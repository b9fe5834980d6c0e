import System

/// A fault at a place of a CSV text.
struct TextFault {
  /// Relative to the chunk's first line until the reader knows the line that is.
  var position: TextPosition
  let message: String

  /// The failure to be reported for the file.
  func failure(in path: String) -> Failure {
    Failure(
      .data, at: .position(file: path, line: position.line, column: position.column), message)
  }
}
