package import Spec

/// What `missing` says of a column: which of its cells are missing, and what stands for them.
package struct MissingCells: Declared {
  /// Nil for what stands for missing numbers in all columns.
  package var fill: MissingNumber?
  /// The texts that mean a missing value, besides those of all columns.
  package var texts: [String] = []

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "fill", \.fill, .choice,
      "what replaces a missing number; by default as in preprocessing.missing"),
    Field(
      "texts", \.texts, .list(.text()),
      "the strings that mean a missing value in this column, besides an empty cell and data.missing"
    ),
  ]
}

extension Form<MissingCells> {
  /// What stands for missing numbers, a list of texts, or an object with both.
  static var missingCells: Form {
    let fill = Form<MissingNumber>.choice
    let texts = Form<[String]>.list(.text())
    let short = Form(.either(fill.shape, texts.shape)) { json in
      var cells = MissingCells()
      if let list = json.list {
        cells.texts = list.compactMap(\.text)
        return cells.texts.count == list.count ? cells : nil
      }
      cells.fill = json.text.flatMap { MissingNumber(rawValue: $0) }
      return cells.fill == nil ? nil : cells
    } write: {
      $0.written
    }
    return .either(short, orObject: { (cells: MissingCells) in cells }) { cells in
      switch (cells.fill, cells.texts.isEmpty) {
      case (let fill?, true): .text(fill.rawValue)
      case (nil, _): .list(cells.texts.map { .text($0) })
      default: cells.written
      }
    }
  }
}
