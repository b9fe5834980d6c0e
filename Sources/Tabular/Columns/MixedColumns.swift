import Spec

/// The inputs that are columns of numbers with other texts among them, as `<1` or `unknown`, and what is
/// to be made of them.
struct MixedColumns {
  /// The names of columns whose texts, numbers included, are few enough for categories.
  private(set) var categorical: [String] = []
  /// Texts that stand for a missing number, with the first column that has them.
  private(set) var missing: [(text: String, column: String)] = []

  /// With more texts a column is one of numbers, and what is none of them is a fault.
  private static let mostCategories = 64
  /// So many texts without a digit stand for missing numbers.
  private static let mostMissing = 2

  init(_ data: DataSection, threads: Int) throws(Failure) {
    let reader = try TableReader(path: data.train, delimiter: data.delimiter)
    try reader.checkNames()
    let names = reader.names
    let selection = try ColumnSelection(data, header: names, places: Places(), advice: .options)
    let layout = PlanLayout(
      names: names, selection: selection,
      sections: data.sections(of: selection.inputs.map { names[$0] }),
      data: data, preprocessing: PreprocessingSection(), mostTexts: ColumnJob.mostCodes,
      range: PrecisionRange(Double.self), advice: .options)
    var kinds = [ColumnJob.Kind](repeating: .skip, count: names.count)
    for column in selection.inputs { kinds[column] = .number }
    let tally = try Self.read(reader, layout.plan(kinds), threads: threads).tally
    for column in kinds.indices where kinds[column] == .number {
      kinds[column] = tally.isNumeric(column) && tally.others[column] > 0 ? .text : .skip
    }
    guard tally.fault == nil, kinds.contains(.text) else { return }
    try reader.rewind()
    let texts = try Self.read(reader, layout.plan(kinds), threads: threads).texts
    for column in kinds.indices where kinds[column] == .text {
      let others = (0..<texts[column].count).map { texts[column].string($0) }
        .filter { DecimalText($0) == nil }
      if others.count <= Self.mostMissing, others.allSatisfy({ !$0.contains(where: \.isNumber) }) {
        for text in others where !missing.contains(where: { $0.text == text }) {
          missing.append((text, names[column]))
        }
      } else if texts[column].count <= Self.mostCategories {
        categorical.append(names[column])
      }
    }
  }

  private static func read(
    _ reader: TableReader, _ plan: ReadingPlan, threads: Int
  ) throws(Failure) -> RawTable {
    let sink = try StoreSink(reader, plan)
    return sink.table(try TableScan(reader, plan, sink).run(threads: threads))
  }
}
