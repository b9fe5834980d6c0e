import System

/// Cells of a row that are the steps of a sequence.
///
/// A step is masked where all its cells and all behind it are missing. Of a row that is kept at least one
/// step is there.
package struct SequenceCells {
  /// The cells of a row, step after step.
  let slots: Range<Int>
  /// The file's column of each of them.
  let columns: [Int]
  /// How many cells a step has.
  let features: Int
  /// Whether the last steps may be masked.
  let mayBeShort: Bool
  /// The cells that must not be missing in a step that is there.
  var required: [Int] = []
  /// Whether the row is a single step, which may be masked as a whole.
  var isStep = false
  /// How many steps the network needs; nil for one.
  var least: LeastSteps?

  /// How many steps there are before those that are masked.
  @inline(__always)
  package static func length(
    of cells: UnsafePointer<Double>, count: Int, features: Int
  ) -> Int {
    var present = count
    while present > 0, cells[present - 1] != cells[present - 1] { present -= 1 }
    return (present + features - 1) / features
  }

  /// What is wrong with a row of the table, and in which column of the file; nil where nothing is.
  func fault(in row: UnsafePointer<Double>, names: [String]) -> (column: Int, message: String)? {
    // Nearly always the first step is there, and the last one where all must be.
    let probe = mayBeShort && least == nil ? slots.lowerBound : slots.upperBound - 1
    if row[probe] == row[probe], required.isEmpty { return nil }
    let length = Self.length(of: row + slots.lowerBound, count: slots.count, features: features)
    let end = slots.lowerBound + length * features
    if let slot = required.first(where: { $0 < end && row[$0] != row[$0] }) {
      let column = columns[slot - slots.lowerBound]
      return (column, CellMessage.missing(in: names[column]))
    }
    if length == 0 {
      if isStep { return nil }
      let ends = [columns[0], columns[columns.count - 1]].map { Message.quoted(names[$0]) }
      return (
        columns[0],
        "a sequence without steps: all cells of the columns \(ends[0]) to \(ends[1]) are missing"
      )
    }
    let steps = slots.count / features
    guard length < steps else { return nil }
    if mayBeShort {
      return least?.objection(to: length).map { (columns[length * features], $0) }
    }
    return (
      columns[length * features],
      "a sequence of \(length) step\(length == 1 ? "" : "s"), the others missing; expected \(steps), as in all "
        + "training rows (training with \("missing".quoted) set for the columns' group "
        + "allows fewer)"
    )
  }
}

extension SequenceCells {
  /// A row of a table whose rows are the steps of sequences.
  /// - Parameters:
  ///   - columns: the file's columns of its inputs.
  ///   - count: how many of these are the network's.
  static func step(inputs columns: [Int], _ count: Int) -> SequenceCells {
    SequenceCells(
      slots: 0..<count, columns: Array(columns.prefix(count)), features: count, mayBeShort: true,
      isStep: true)
  }

  /// Takes it over from columns to refuse missing cells, which those of masked steps are not.
  /// - Parameter keys: columns that also say what a row is, and must always be there.
  mutating func require(_ jobs: inout [ColumnJob], but keys: Set<Int>) {
    for (slot, column) in zip(slots, columns) where jobs[column].refusesMissing {
      guard !keys.contains(column) else { continue }
      jobs[column].refusesMissing = false
      required.append(slot)
    }
  }
}

/// How many steps a network's layers need of the sequences of a group of inputs.
package struct LeastSteps: Hashable, Sendable {
  package let group: String
  package let steps: Int
  /// The layer whose windows do not fit into fewer.
  package let layer: String

  package init(group: String, steps: Int, layer: String) {
    self.group = group
    self.steps = steps
    self.layer = layer
  }

  /// What is wrong with a sequence of so many steps; nil where nothing is.
  func objection(to steps: Int) -> String? {
    guard steps < self.steps else { return nil }
    return
      "a sequence of \(steps) step\(steps == 1 ? "" : "s"), too few for the windows of \(layer); "
      + "expected at least \(self.steps) (or \("padding".quoted): \("same".quoted) in the layer)"
  }
}
