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
  private let data: DataSection
  private let preprocessing: PreprocessingSection
  private let targets: [TargetValues]
  private let labels: [Int]

  /// The training rows of a target of a regression.
  private struct TargetValues {
    let name: String
    let values: [Double]
  }

  init(_ splits: Splits<S>, _ data: DataSection, _ preprocessing: PreprocessingSection) {
    self.splits = splits
    self.data = data
    self.preprocessing = preprocessing
    let train = splits.train
    let isRegression = splits.encoder.classes == nil
    targets =
      isRegression
      ? splits.encoder.targets.enumerated().map { column, name in
        TargetValues(name: name, values: Self.column(column, of: train.targets))
      } : []
    labels = isRegression ? [] : Self.column(0, of: train.targets).map { Int($0) }
  }

  /// The columns in the order of the configuration's inputs.
  func columns() -> [ColumnFacts] {
    var place = 0
    return zip(splits.encoder.inputs, splits.columns).map { input, report in
      defer { place += input.width }
      return facts(input, report, place: place)
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
      let scale = splits.encoder.targetScales?[number]
      return TargetFacts(
        name: target.name, learnt: target.values, shift: scale?.shift ?? 0,
        scale: scale?.scale ?? 1)
    }
  }

  private static func column(_ column: Int, of matrix: Matrix<S>) -> [Double] {
    matrix.withUnsafeBufferPointer { elements in
      stride(from: column, to: elements.count, by: matrix.columns).map { Double(elements[$0]) }
    }
  }

  private func facts(_ input: InputColumn, _ report: ColumnReport, place: Int) -> ColumnFacts {
    switch input.encoding {
    case .number(let encoding): numberFacts(input, encoding, report, place)
    case .boolean(let encoding):
      otherFacts(
        input, report, codes: Self.column(place, of: splits.train.inputs).map { Int($0) },
        missing: encoding.hasIndicator ? Self.column(place + 1, of: splits.train.inputs) : nil,
        categories: 0)
    case .category(let encoding):
      otherFacts(
        input, report, codes: codes(encoding, place), missing: nil, categories: encoding.count)
    }
  }

  /// The category of each training row; -1 for none.
  private func codes(_ encoding: CategoryEncoding, _ place: Int) -> [Int] {
    let matrix = splits.train.inputs
    if encoding.dimensions != nil { return Self.column(place, of: matrix).map { Int($0) } }
    return matrix.withUnsafeBufferPointer { elements in
      (0..<matrix.rows).map { row in
        let start = row * matrix.columns + place
        return (0..<encoding.count).first { elements[start + $0] == 1 } ?? -1
      }
    }
  }

  private func numberFacts(
    _ input: InputColumn, _ encoding: NumberEncoding, _ report: ColumnReport, _ place: Int
  ) -> ColumnFacts {
    var values = Self.column(place, of: splits.train.inputs)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    let size = (squares / Double(values.count)).squareRoot()
    if encoding.hasIndicator {
      let indicator = Self.column(place + encoding.width - 1, of: splits.train.inputs)
      for (row, isMissing) in indicator.enumerated() where isMissing == 1 { values[row] = .nan }
    }
    let present = values.count { !$0.isNaN }
    var distinct = NumberSet(capacity: 1024)
    for value in values where !value.isNaN { distinct.insert((value + 0).bitPattern) }
    let isIncreasing =
      present == values.count && zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
    return ColumnFacts(
      report: report, input: input,
      scaling: data.section(of: input.name).scale ?? preprocessing.numeric,
      distinct: distinct.count, missing: values.count - present,
      isWhole: areWhole(values, encoding.scaling, report), isIncreasing: isIncreasing, size: size,
      categoryRows: [],
      leak: correlation(values, encoding.scaling)
        ?? classLeak(values.map { ($0 + 0).bitPattern }, distinct: distinct.count))
  }

  /// Whether numbers are whole, as far as the precision in which they were scaled can tell.
  private func areWhole(
    _ values: [Double], _ scaling: NumberScaling, _ report: ColumnReport
  ) -> Bool {
    guard let range = report.range else { return false }
    if case .normal = scaling { return false }
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    let doubt = 16 * largest * Double(S.ulpOfOne)
    return values.allSatisfy { value in
      let number = scaling.invert(value)
      return value.isNaN || abs(number - number.rounded()) <= doubt
    }
  }

  private func otherFacts(
    _ input: InputColumn, _ report: ColumnReport, codes: [Int], missing: [Double]?, categories: Int
  ) -> ColumnFacts {
    var patterns = codes.map { UInt64(bitPattern: Int64($0)) }
    var missingRows = 0
    if let missing {
      for (row, isMissing) in missing.enumerated() where isMissing == 1 {
        patterns[row] = .max
        missingRows += 1
      }
    }
    var rows = [Int](repeating: 0, count: categories)
    for code in codes where rows.indices.contains(code) { rows[code] += 1 }
    if case .category(let encoding) = input.encoding, encoding.hasMissing,
      let place = encoding.missing
    {
      missingRows = rows[place]
    }
    var distinct = NumberSet(capacity: 1024)
    for pattern in patterns { distinct.insert(pattern) }
    let values = distinct.count - (missingRows > 0 ? 1 : 0)
    return ColumnFacts(
      report: report, input: input, scaling: nil, distinct: values, missing: missingRows,
      isWhole: false, isIncreasing: false, size: nil, categoryRows: rows,
      leak: classLeak(patterns, distinct: distinct.count))
  }

  // MARK: Leaks

  /// Whether the column alone is worth a word: of a single one there is nothing else to learn from.
  private var canLeak: Bool {
    splits.encoder.inputs.count > 1 && splits.train.rows >= Evidence.leastRows
  }

  private func correlation(_ values: [Double], _ scaling: NumberScaling) -> ColumnFacts.Leak? {
    guard canLeak else { return nil }
    let step = max(1, values.count / Self.mostCorrelatedRows)
    let rows = stride(from: 0, to: values.count, by: step).filter { !values[$0].isNaN }
    guard rows.count >= Evidence.leastRows else { return nil }
    let numbers = rows.map { scaling.invert(values[$0]) }
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
