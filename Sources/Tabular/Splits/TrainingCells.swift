/// The training rows as they stand in the file, column by column, for whoever looks at the data.
package struct TrainingCells: Sendable {
  private let table: TrainingTable
  private let isTraining: [Bool]
  private let isTarget: [Bool]

  /// - Parameters:
  ///   - isTraining: whether a row is for training.
  ///   - isTarget: whether its target is.
  init(_ table: TrainingTable, rows isTraining: [Bool], targets isTarget: [Bool]) {
    self.table = table
    self.isTraining = isTraining
    self.isTarget = isTarget
  }

  /// How many rows there are.
  package var count: Int { isTraining.count { $0 } }

  /// What is to be said of each input by its cells in all rows of the file, those held back among them.
  package func judgements(threads: Int) -> [ColumnJudgement?] {
    Array(table.judgements(threads: threads).prefix(table.selection.inputCount))
  }

  /// The numbers of an input; NaN where missing.
  package func numbers(ofInput slot: Int) -> [Double] { column(slot, of: isTraining) }

  /// For each row which of the input's texts it has, from 0; nil where missing.
  package func texts(ofInput slot: Int) -> [Int?] {
    guard let texts = table.texts[slot] else { return [] }
    return column(slot, of: isTraining).map { $0 == $0 ? texts.index[Int($0)] : nil }
  }

  /// How many rows have each of an input's texts, and how many have none.
  func textCounts(ofInput slot: Int) -> (texts: [(text: String, rows: Int)], missing: Int) {
    guard let texts = table.texts[slot] else { return ([], 0) }
    var rows = [Int](repeating: 0, count: texts.count)
    var missing = 0
    for text in self.texts(ofInput: slot) {
      if let text { rows[text] += 1 } else { missing += 1 }
    }
    return (zip(texts.vocabulary.texts, rows).map { ($0, $1) }, missing)
  }

  /// Of the categories that an input's texts become, how many rows have each; empty for other columns.
  package func categoryRows(ofInput slot: Int, _ input: InputColumn) -> [Int] {
    guard case .category(let encoding) = input.encoding, let texts = table.texts[slot] else {
      return []
    }
    let vocabulary = encoding.vocabulary
    let categories = texts.vocabulary.texts.map { vocabulary.index(of: $0) ?? encoding.other }
    var rows = [Int](repeating: 0, count: encoding.count)
    for text in self.texts(ofInput: slot) {
      let category = text.map { categories[$0] } ?? encoding.missing
      if let category { rows[category] += 1 }
    }
    return rows
  }

  /// The numbers of a target of a regression.
  package func numbers(ofTarget place: Int) -> [Double] {
    column(table.raw.inputs + place, of: isTarget)
  }

  /// What to say of classes that look like quantities or dates.
  package var unreadClassesNote: String? { table.unreadClassesNote }

  /// The targets of a regression whose points, taken for decimal points, may stand between thousands.
  package var ambiguousTargets: [String] { table.ambiguousTargets }

  /// For each row its class, from 0; empty in a regression.
  package var labels: [Int] {
    zip(table.labels, isTarget).compactMap { $1 ? Int($0) : nil }
  }

  private func column(_ slot: Int, of rows: [Bool]) -> [Double] {
    zip(table.raw.cells.column(slot), rows).compactMap { $1 ? $0 : nil }
  }
}
