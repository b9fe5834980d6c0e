import Spec

/// What is wrong with a cell, for a message.
enum CellMessage {
  /// A cell of a column of numbers that is none.
  /// - Parameter format: how the column's numbers are written.
  static func noNumber(
    _ cell: CellText, in column: String, _ format: CellFormat, namesKeys: Bool
  ) -> String {
    let keys = format.isPlain ? NumberFormatSearch.keys(of: cell.string) : nil
    return named(cell, column) + " is not a number; expected \(format.expectation)"
      + (keys.map { keys in
        " with a decimal point, without thousands separators and without any other text"
          + (namesKeys ? ", or \(keys) in data.columns.\(column.asKey)" : "")
      } ?? "")
      + (cell.string == column ? "; is this the header again?" : "")
  }

  /// A cell of a column of dates that is none in the column's format.
  static func noDate(_ cell: CellText, in column: String, as format: DateFormat) -> String {
    let pattern = Message.quoted(format.text)
    if case .impossible = format.reading(cell.bytes) {
      return named(cell, column) + " is not a valid date or time when read as \(pattern)"
    }
    return named(cell, column)
      + " is not a date in the column's format; expected \(pattern), as in "
      + Message.quoted(format.example)
      + (cell.string == column ? "; is this the header again?" : "")
  }

  /// A number too large for its type.
  static func beyondRange(_ cell: CellText, in column: String, of precision: String) -> String {
    named(cell, column) + " is beyond the range of " + precision
  }

  /// A weight below 0.
  static func negative(_ cell: CellText, in column: String) -> String {
    named(cell, column) + " is negative; expected a weight of at least 0"
  }

  /// A missing cell where none may be missing.
  static func missing(in column: String) -> String {
    "a missing cell in column \(Message.quoted(column)), where none may be missing"
  }

  /// A category that no training row has.
  static func unseen(_ cell: CellText, in column: String) -> String {
    named(cell, column) + " is not a category of the training rows"
  }

  private static func named(_ cell: CellText, _ column: String) -> String {
    "\(Message.quoted(cell.string)) in column \(Message.quoted(column))"
  }
}
