import Tabular
import Training

/// Looks through the training rows, one input column at a time.
struct ColumnSurvey<S: RunScalar> {
  /// So many rows, spread evenly, tell a correlation.
  private static var mostCorrelatedRows: Int { 10_000 }
  /// A correlation above this is no chance.
  private static var leastCorrelation: Double { 0.9999 }
  /// Values that go with one class each tell something where they have so many rows on average.
  private static var leastRowsOfValue: Int { 5 }

  private let splits: Splits<S>
  private let cells: TrainingCells
  private let sections: [ColumnSection]
  private let preprocessing: PreprocessingSection
  private let targets: [TargetValues]
  private let labels: [Int]

  /// The training rows of a target of a regression.
  private struct TargetValues {
    let name: String
    let values: [Double]
  }

  init(
    _ splits: Splits<S>, _ cells: TrainingCells, _ data: DataSection,
    _ preprocessing: PreprocessingSection
  ) {
    self.splits = splits
    self.cells = cells
    sections = data.sections(
      of: splits.encoder.inputs.map(\.name), in: splits.encoder.groupNames)
    self.preprocessing = preprocessing
    let isRegression = splits.encoder.classes == nil
    targets =
      isRegression
      ? splits.encoder.targets.enumerated().map { place, name in
        TargetValues(name: name, values: cells.numbers(ofTarget: place))
      } : []
    labels = cells.labels
  }

  /// The columns in the order of the configuration's inputs.
  func columns(threads: Int) -> [ColumnFacts] {
    let judgements = cells.judgements(threads: threads)
    let places = splits.encoder.places
    return zip(splits.encoder.inputs, splits.columns).enumerated().map { slot, column in
      facts(column.0, column.1, judgements[slot], slot: slot, place: places[slot])
    }
  }

  /// The names of columns that have the same information, which go with one another one-to-one.
  ///
  /// Where values have few rows, any two columns do: of numbers the order must then be one, too, or the
  /// reverse.
  /// - Parameter differentRows: how many of the training rows there are, equal ones counted once.
  func sameColumns(
    _ columns: [ColumnFacts], among compared: Set<String>, differentRows: Int
  ) -> [[String]] {
    /// The pattern by which a column is compared; nil for one with nothing to compare.
    func byOrder(_ column: ColumnFacts) -> Bool? {
      guard column.judgement == nil, column.distinct > 1, !column.report.isRounded,
        compared.contains(column.name)
      else { return nil }
      if 2 * column.distinct <= differentRows { return false }
      return column.report.type == .numeric ? true : nil
    }
    func groups(_ slots: [Int], _ pattern: (Int) -> ColumnPattern?) -> [[Int]] {
      var groups: [ColumnPattern: [Int]] = [:]
      for slot in slots {
        if let pattern = pattern(slot) { groups[pattern, default: []].append(slot) }
      }
      return groups.values.filter { $0.count > 1 }
    }
    // Whole columns are compared where a sample does not tell them apart.
    let alike = groups(Array(columns.indices)) { slot in
      byOrder(columns[slot]).map { columns[slot].sample.pattern(byOrder: $0) }
    }
    let same = alike.flatMap { slots in
      groups(slots) { slot in
        byOrder(columns[slot]).map {
          ColumnPattern(of: values(ofInput: slot), byOrder: $0)
        }
      }
    }
    return same.sorted { $0[0] < $1[0] }.map { $0.map { columns[$0].name } }
  }

  /// The numbers of a column, or those of its texts; NaN where missing.
  private func values(ofInput slot: Int) -> [Double] {
    switch splits.encoder.inputs[slot].encoding {
    case .number, .date: cells.numbers(ofInput: slot)
    case .boolean, .category: cells.texts(ofInput: slot).map { $0.map(Double.init) ?? .nan }
    }
  }

  /// The rows of each class.
  func classes() -> [ClassFacts] {
    guard let classes = splits.encoder.classes else { return [] }
    var counts = [Int](repeating: 0, count: classes.count)
    for label in labels { counts[label] += 1 }
    return zip(classes.names, counts).map { ClassFacts(name: $0, trainingRows: $1) }
  }

  /// Figures of the targets of a regression.
  func targetFacts() -> [TargetFacts] {
    targets.enumerated().map { number, target in
      TargetFacts(
        name: target.name, values: target.values, scale: splits.encoder.targetScales?[number])
    }
  }

  private func facts(
    _ input: InputColumn, _ report: ColumnReport, _ judgement: ColumnJudgement?, slot: Int,
    place: Int
  ) -> ColumnFacts {
    switch input.encoding {
    case .number, .date: numberFacts(input, report, judgement, slot: slot, place: place)
    case .boolean, .category: textFacts(input, report, judgement, slot: slot)
    }
  }

  private func numberFacts(
    _ input: InputColumn, _ report: ColumnReport, _ judgement: ColumnJudgement?, slot: Int,
    place: Int
  ) -> ColumnFacts {
    let values = cells.numbers(ofInput: slot)
    let present = values.count { !$0.isNaN }
    var distinct = NumberSet(capacity: 1024)
    for value in values where !value.isNaN { distinct.insert((value + 0).bitPattern) }
    return ColumnFacts(
      report: report, input: input, scaling: sections[slot].scale ?? preprocessing.numeric,
      distinct: distinct.count, missing: values.count - present,
      judgement: judgement,
      mayBeThousands: report.hasThreeDecimals && ColumnReport.mayBeThousands(values),
      sample: ColumnPattern.Sample(of: values), size: size(ofInputAt: place), categoryRows: [],
      leak: correlation(values)
        ?? classLeak(values.map { ($0 + 0).bitPattern }, distinct: distinct.count))
  }

  /// The root of the mean square of a number as the network gets it, of steps that of the first.
  private func size(ofInputAt place: Int) -> Double {
    let matrix = splits.train.inputs
    var squares = 0.0
    matrix.forEachPiece { _, elements in
      for index in stride(from: place, to: elements.count, by: matrix.columns) {
        squares += Double(elements[index]) * Double(elements[index])
      }
    }
    return (squares / Double(matrix.rows)).squareRoot()
  }

  private func textFacts(
    _ input: InputColumn, _ report: ColumnReport, _ judgement: ColumnJudgement?, slot: Int
  ) -> ColumnFacts {
    let texts = cells.texts(ofInput: slot)
    let missing = texts.count { $0 == nil }
    let patterns = texts.map { text in text.map { UInt64($0) } ?? .max }
    var distinct = NumberSet(capacity: 1024)
    for pattern in patterns { distinct.insert(pattern) }
    return ColumnFacts(
      report: report, input: input, scaling: nil,
      distinct: distinct.count - (missing > 0 ? 1 : 0), missing: missing, judgement: judgement,
      mayBeThousands: false,
      sample: ColumnPattern.Sample(of: texts.map { $0.map(Double.init) ?? .nan }), size: nil,
      categoryRows: cells.categoryRows(ofInput: slot, input),
      leak: classLeak(patterns, distinct: distinct.count))
  }

  // MARK: Leaks

  /// Whether the column alone is worth a word: of a single one there is nothing else to learn from.
  private var canLeak: Bool {
    // A step says nothing by itself, and the target is that of another row.
    splits.encoder.steps == nil && splits.encoder.inputs.count > 1
      && splits.train.rows >= Evidence.leastRows
  }

  private func correlation(_ values: [Double]) -> ColumnFacts.Leak? {
    guard canLeak else { return nil }
    let step = max(1, values.count / Self.mostCorrelatedRows)
    let rows = stride(from: 0, to: values.count, by: step).filter { !values[$0].isNaN }
    guard rows.count >= Evidence.leastRows else { return nil }
    let numbers = rows.map { values[$0] }
    for target in targets {
      let correlation = Self.correlation(numbers, rows.map { target.values[$0] })
      if abs(correlation) > Self.leastCorrelation {
        return .correlation(correlation, target: target.name)
      }
    }
    return nil
  }

  /// Pearson's correlation; NaN where one of both is constant.
  private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(x, y) {
      xx += (x - meanX) * (x - meanX)
      yy += (y - meanY) * (y - meanY)
      xy += (x - meanX) * (y - meanY)
    }
    return xy / (xx * yy).squareRoot()
  }

  /// Whether all rows with one value have one class, and the values are few.
  private func classLeak(_ patterns: [UInt64], distinct: Int) -> ColumnFacts.Leak? {
    guard canLeak, !labels.isEmpty, distinct > 1,
      distinct * Self.leastRowsOfValue <= patterns.count
    else { return nil }
    var classOf: [UInt64: Int] = [:]
    for (pattern, label) in zip(patterns, labels) {
      if let known = classOf[pattern] {
        if known != label { return nil }
      } else {
        classOf[pattern] = label
      }
    }
    return .classes(values: distinct)
  }
}
