/// What was counted while a chunk was parsed.
struct ChunkTally {
  /// Rows of the file.
  var parsedRows = 0
  /// Rows that are in the table.
  var keptRows = 0
  /// The lines counted; of several chunks, of which file they are.
  var lines = LineCount()
  /// Where files begin in the chunk.
  var starts: [FileStart] = []
  /// Missing cells of each column, those of rows that are not kept among them.
  var missing: [Int]
  /// The first missing cell of a column.
  var firstMissing: [TextFault?]
  /// The texts of target cells that stand for a missing value, and how many cells have each.
  var missingTargets: [String: Int] = [:]
  /// Cells of each column whose category is none of those known, in the same rows.
  var unseen: [Int]
  /// Whether a cell of a column of numbers is digits alone with zeros before the number.
  var isZeroPadded: [Bool]
  /// Whether a cell of a column is a whole number with more digits than a Double holds.
  var isRounded: [Bool]
  /// How many decimals those numbers of a column have that have any: one less than the fewest, 255 where
  /// there are none, and the most.
  var decimals: [(fewestLessOne: UInt8, most: UInt8)]
  /// Cells of each column that are neither missing nor written as decimal numbers.
  var others: [Int]
  /// The first cell of a column that is no number, or beyond the range.
  var firstOther: [TextFault?]
  /// The first cell of a column of categories that is none of those known.
  var firstUnseen: [TextFault?]
  /// The first row that holds nothing but the names of its columns.
  var repeatedHeader: TextFault?
  /// Where the text can be read no further.
  var fault: TextFault?

  init(columns: Int) {
    missing = Array(repeating: 0, count: columns)
    others = missing
    firstOther = Array(repeating: nil, count: columns)
    firstUnseen = firstOther
    firstMissing = firstOther
    unseen = missing
    isZeroPadded = Array(repeating: false, count: columns)
    isRounded = isZeroPadded
    decimals = Array(repeating: (255, 0), count: columns)
  }

  /// Adds what a later chunk counted, whose lines and rows come after these.
  mutating func append(_ later: ChunkTally) {
    for column in missing.indices {
      missing[column] += later.missing[column]
      others[column] += later.others[column]
      unseen[column] += later.unseen[column]
      isZeroPadded[column] = isZeroPadded[column] || later.isZeroPadded[column]
      isRounded[column] = isRounded[column] || later.isRounded[column]
      decimals[column] = (
        min(decimals[column].fewestLessOne, later.decimals[column].fewestLessOne),
        max(decimals[column].most, later.decimals[column].most)
      )
      if firstMissing[column] == nil {
        firstMissing[column] = later.firstMissing[column].map { located($0, in: later) }
      }
      if firstOther[column] == nil {
        firstOther[column] = later.firstOther[column].map { located($0, in: later) }
      }
      if firstUnseen[column] == nil {
        firstUnseen[column] = later.firstUnseen[column].map { located($0, in: later) }
      }
    }
    missingTargets.merge(later.missingTargets, uniquingKeysWith: +)
    if repeatedHeader == nil {
      repeatedHeader = later.repeatedHeader.map { located($0, in: later) }
    }
    if fault == nil { fault = later.fault.map { located($0, in: later) } }
    parsedRows += later.parsedRows
    keptRows += later.keptRows
    lines.advance(by: later.lines.lines, later.starts)
  }

  /// A fault of the chunk that comes next, with its place in its file.
  func located(_ fault: TextFault, in later: ChunkTally) -> TextFault {
    TextFault(position: lines.position(fault.position, later.starts), message: fault.message)
  }

  /// Cells of the column that are written as decimal numbers.
  func numbers(in column: Int) -> Int { parsedRows - missing[column] - others[column] }

  /// Whether all numbers of the column that have decimals have three of them.
  func hasThreeDecimals(_ column: Int) -> Bool {
    decimals[column].fewestLessOne == 2 && decimals[column].most == 3
  }

  /// Whether at least half of the column's cells that are not missing are decimal numbers.
  func isNumeric(_ column: Int) -> Bool { numbers(in: column) >= others[column] }
}
