import System

/// Cells of a row that are the steps of a sequence.
///
/// A step is masked where all its cells and all behind it are missing. Of a row that is kept at least one
/// step is there.
struct SequenceCells {
  /// The cells of a row, step after step.
  let slots: Range<Int>
  /// The file's column of each of them.
  let columns: [Int]
  /// How many cells a step has.
  let features: Int
  /// Whether the last steps may be masked.
  let mayBeShort: Bool

  /// How many steps there are before those that are masked.
  @inline(__always)
  static func length(
    of cells: UnsafePointer<Double>, count: Int, features: Int
  ) -> Int {
    var present = count
    while present > 0, cells[present - 1] != cells[present - 1] { present -= 1 }
    return (present + features - 1) / features
  }

  /// What is wrong with a row of the table, and in which column of the file; nil where nothing is.
  func fault(in row: UnsafePointer<Double>, names: [String]) -> (column: Int, message: String)? {
    // Nearly always the first step is there, and the last one where all must be.
    let probe = mayBeShort ? slots.lowerBound : slots.upperBound - 1
    if row[probe] == row[probe] { return nil }
    let length = Self.length(of: row + slots.lowerBound, count: slots.count, features: features)
    if length == 0 {
      let ends = [columns[0], columns[columns.count - 1]].map { Message.quoted(names[$0]) }
      return (
        columns[0],
        "a sequence without any step: all cells of the columns \(ends[0]) to \(ends[1]) are missing"
      )
    }
    let steps = slots.count / features
    guard !mayBeShort, length < steps else { return nil }
    return (
      columns[length * features],
      "a sequence of \(length) step\(length == 1 ? "" : "s"), the others missing; expected \(steps), as all "
        + "rows of the training have (training with \("missing".quoted) stated for the columns' group "
        + "allows for fewer)"
    )
  }
}
