/// The texts that a column may hold.
enum TextDomain {
  case booleans
  case classes(ClassList)
  /// Those of the pool.
  case categories(TextPool)

  /// What is wrong with a cell that is not missing, or nil.
  func objection(to cell: CellText, in column: String) -> String? {
    let trimmed = cell.trimmed
    switch self {
    case .booleans:
      if BooleanText.value(of: trimmed.bytes) != nil { return nil }
      return "\(Message.quoted(cell.string)) in column \(Message.quoted(column)) is no boolean; "
        + "expected true or false, yes or no, 1 or 0"
    case .classes(let classes):
      if classes.index(of: trimmed.isDecimal ? trimmed.string : cell.string) != nil { return nil }
      return "\(Message.quoted(cell.string)) in column \(Message.quoted(column)) is none of the "
        + "classes of the training rows: \(classes.listed)"
    case .categories(let known):
      let text = trimmed.isDecimal ? trimmed : cell
      return known.knownCode(of: text.bytes) == nil ? CellMessage.unseen(cell, in: column) : nil
    }
  }
}
