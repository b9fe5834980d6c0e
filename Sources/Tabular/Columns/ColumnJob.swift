/// What the reader does with one column of a file.
struct ColumnJob {
  enum Kind {
    /// Nothing.
    case skip
    /// Stores numbers; NaN where missing.
    case number
    /// Stores the code of the cell's text; NaN where missing.
    case text
    /// Stores both, while it is not known which of them is wanted.
    case both
  }

  /// `both` stops storing codes in a column with more texts than this, of which 20 values could not
  /// have as many spellings.
  static let mostLabels = 1000

  /// A column of texts with more than this is taken for one of identifiers or free text.
  static let mostCategories = 100_000

  /// With more, a Float would not tell their codes apart.
  static let mostCodes = 1 << 24

  var kind = Kind.skip
  /// Where in a row of the reader's table the number goes, or the code where there is only that.
  var slot = 0
  /// Where the code of a column with both goes.
  var codeSlot = 0
  /// Where it goes what a number that rows are ordered by is beyond the Double; nil in other columns.
  var remainderSlot: Int?
  /// Whether a row is left out where this column has nothing.
  var isTarget = false
  /// Whether the column only tells which rows belong together or are told apart, or how they are ordered.
  var isStepKey = false
  /// Whether a row is kept where this target is missing, as one of a graph is.
  var mayLackTarget = false
  /// Whether the column has the names of nodes, whose codes stand for nothing else.
  var isNode = false
  /// Whether the column is known to be one of numbers, so that any other cell is a fault at once.
  var isStrict = false
  /// Whether digits with zeros before them make it a column of codes, since nobody says what it is.
  var mayBeCodes = false
  /// Whether a missing cell is a fault.
  var refusesMissing = false
  /// Whether a number below 0 is a fault, as in a column of weights.
  var refusesNegative = false
  /// How the cells are written.
  var format = CellFormat()
  /// The texts that stand for a missing value, those of the format among them.
  var missing = MissingTexts.standard
  /// How many different texts the column may hold.
  var mostTexts = Self.mostCodes
  /// The only texts that the column may hold; nil where any will do.
  var domain: TextDomain?

  /// The names of nodes: each row has one, of which any text but none may be.
  static func node(slot: Int) -> ColumnJob {
    ColumnJob(
      kind: .text, slot: slot, isNode: true, refusesMissing: true, missing: MissingTexts([]))
  }

  /// Takes the format of the column.
  /// - Parameter missing: the texts that stand for a missing value in all columns.
  mutating func read(_ format: CellFormat, missing: MissingTexts) {
    self.format = format
    self.missing = missing.adding(format.missing)
  }
}
