/// The texts that a column may hold.
enum TextDomain {
  case booleans
  case classes(ClassList)
  /// Those of the training rows; any other is a fault or to be reported.
  case categories(Vocabulary, refusesUnseen: Bool)
  /// The names of nodes, those of a column of a table; any other is a fault or to be reported.
  case nodes(NodeNames, refusesUnknown: Bool)

  /// What is wrong with a trimmed cell that is not missing, and whether it is a fault; where it is none,
  /// the cell for a message. Nil where all is well.
  func objection(to cell: CellText, in column: String) -> (message: String, isFault: Bool)? {
    switch self {
    case .booleans:
      if BooleanText.value(of: cell.bytes) != nil { return nil }
      return (
        "\(Message.quoted(cell.string)) in column \(Message.quoted(column)) is not a boolean; "
          + "expected true or false, yes or no, 1 or 0", true
      )
    case .classes(let classes):
      if classes.index(of: cell.string) != nil { return nil }
      return (
        "\(Message.quoted(cell.string)) in column \(Message.quoted(column)) is not one of the "
          + "classes of the training rows: \(classes.listed)", true
      )
    case .categories(let known, let refusesUnseen):
      if known.index(of: cell.string) != nil { return nil }
      return (
        refusesUnseen ? CellMessage.unseen(cell, in: column) : Message.quoted(cell.string),
        refusesUnseen
      )
    case .nodes(let nodes, let refusesUnknown):
      let name = cell.string
      if nodes.row(of: name) != nil || nodes.leftOut.contains(name) { return nil }
      return (
        refusesUnknown
          ? "\(Message.quoted(cell.string)) in column \(Message.quoted(column)) is not a node: no row of "
            + "\(nodes.path) has it in column \(Message.quoted(nodes.column))"
          : Message.quoted(cell.string), refusesUnknown
      )
    }
  }
}
