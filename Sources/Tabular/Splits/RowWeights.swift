import Spec
import System

/// The weights of training rows, by their classes and by a column.
struct RowWeights {
  private let table: TrainingTable
  private let classWeight: ClassWeight?
  private let places: Places
  private let rows: () -> [Int]

  /// - Parameter rows: gives the rows of the table whose targets are for training.
  init(
    _ table: TrainingTable, rows: @escaping () -> [Int], _ classWeight: ClassWeight?, places: Places
  ) {
    self.table = table
    self.classWeight = classWeight
    self.places = places
    self.rows = rows
  }

  /// The weights of the training rows, [rows, 1], where these lie; nil where all count alike.
  /// - Parameters:
  ///   - blocks: how the training rows are divided.
  ///   - file: where they are; nil for memory.
  /// - Throws: `configuration` where a class weight does not go with the data or all weights are 0.
  func matrix<Scalar: TableScalar>(
    _ blocks: RowBlocks?, in file: ScratchFile?
  ) throws(Failure) -> Matrix<Scalar>? {
    guard classWeight != nil || table.weightSlot != nil else { return nil }
    let rows = rows()
    let ofClass = try classWeights(rows)
    let column = table.weightSlot.map { table.raw.cells.column($0) }
    let weights = try Matrix<Scalar>(rows: rows.count, columns: 1)
    let blocks = blocks ?? RowBlocks(rows: rows.count)
    var dealer = RowDealer(blocks)
    let starts = (0..<blocks.count).map { blocks.rows(of: $0).lowerBound }
    var hasWeight = false
    for (index, row) in rows.enumerated() {
      var weight = 1.0
      if let ofClass { weight *= ofClass[Int(table.labels[row])] }
      if let column { weight *= column[row] }
      let place = dealer.place(of: index)
      weights.row(starts[place.block] + place.row).pointee = Scalar(weight)
      hasWeight = hasWeight || weight > 0
    }
    guard hasWeight else {
      throw Failure(
        .configuration, at: places[table.weightSlot == nil ? "data.class_weight" : "data.weight"],
        "the weights of all training rows are 0, so there is nothing to learn")
    }
    guard let file else { return weights }
    let stored = try Matrix<Scalar>(blocks, columns: 1, in: file)
    for block in 0..<blocks.count {
      try stored.write(
        block, from: 0, count: blocks.rows(of: block).count, weights.row(starts[block]))
    }
    return stored
  }

  /// The weight of each class; nil where classes count alike.
  private func classWeights(_ rows: [Int]) throws(Failure) -> [Double]? {
    guard let classWeight else { return nil }
    guard let classes = table.classes else {
      throw Failure(
        .configuration, at: places["data.class_weight"],
        "only a classification has classes to weight; this is a regression")
    }
    switch classWeight {
    case .balanced:
      var counts = [Int](repeating: 0, count: classes.count)
      for row in rows { counts[Int(table.labels[row])] += 1 }
      // A class without training rows is never asked for its weight.
      let present = counts.count { $0 > 0 }
      return counts.map { $0 == 0 ? 0 : Double(rows.count) / Double(present * $0) }
    case .stated(let stated):
      var weights = [Double](repeating: 1, count: classes.count)
      var faults: [Diagnostic] = []
      for entry in stated {
        if let index = classes.index(of: entry.name.trimmed) {
          weights[index] = entry.value
        } else {
          faults.append(
            Diagnostic(
              places["data.class_weight.\(entry.name.asKey)"],
              "no class \(Message.quoted(entry.name))"
                + suggestion(
                  for: entry.name, among: classes.names, or: "; the classes are \(classes.listed)"))
          )
        }
      }
      guard faults.isEmpty else { throw Failure(.configuration, faults) }
      return weights
    }
  }
}
