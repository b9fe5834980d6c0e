import System

/// The names of the nodes of a graph, one for each row of a table: texts as they stand, as the ids of
/// sequences are, in whichever of Unicode's equivalent forms.
struct NodeNames {
  /// The column of the table.
  let column: String
  /// How messages call the table.
  let path: String
  let vocabulary: Vocabulary
  /// The nodes of rows that were left out, whose edges go with them.
  var leftOut: Set<String> = []
  /// For each text of the vocabulary the row that has it.
  private let rows: [Int]

  /// The number of nodes.
  var count: Int { rows.count }

  /// - Parameters:
  ///   - pool: the names as read.
  ///   - codes: for each row which of them it has.
  /// - Throws: `data` where two rows have one name.
  init(
    _ pool: TextPool, codes: some Collection<Int>, column: String, files: TableFiles,
    delimiter: Character
  ) throws(Failure) {
    let texts = ColumnTexts(pool, areNames: true)
    var rows = [Int?](repeating: nil, count: texts.count)
    var second: (row: Int, first: Int, name: String)?
    var repeated = 0
    for (row, code) in codes.enumerated() {
      let text = texts.index[code]
      if let first = rows[text] {
        repeated += 1
        second = second ?? (row, first, texts.vocabulary.texts[text])
      } else {
        rows[text] = row
      }
    }
    if let second {
      let position = TableReader.position(
        ofRow: second.row, column: column, in: files, delimiter: delimiter)
      let first = TableReader.position(
        ofRow: second.first, column: column, in: files, delimiter: delimiter)
      let others = repeated - 1
      let message =
        "a second row has the node \(Message.quoted(second.name)) in column \(Message.quoted(column)); "
        + "the first is "
        + (first.map { "at \(files.textInside($0))" } ?? "row \(second.first + 1)")
        + (others > 0
          ? ", and \(others) more row\(others == 1 ? " repeats a name" : "s repeat names")" : "")
        + "; expected a name for each"
      throw position.map { TextFault(position: $0, message: message).failure(in: files) }
        ?? Failure(.data, at: files.location, "row \(second.row + 1): \(message)")
    }
    self.rows = rows.compactMap(\.self)
    vocabulary = texts.vocabulary
    self.column = column
    path = files.name
  }

  /// The row of the node with a name; nil where there is none.
  func row(of name: String) -> Int? { vocabulary.index(of: name).map { rows[$0] } }
}
