internal import Spec
internal import Synchronization
internal import System

/// What columns become, fitted on the rows of a table that are for training.
struct EncoderFitting: Sendable {
  private let table: TrainingTable
  private let isTraining: [Bool]
  /// Whether the target of a row is one of a training example.
  private let isTarget: [Bool]
  private let statistics: ColumnStatistics
  private let preprocessing: PreprocessingSection
  private let trainingRows: Int
  /// Of each input what is said of it.
  private let sections: [ColumnSection]
  let groups: [ColumnGroup]
  /// Of each input the number of its group.
  private let groupOfInput: [Int]

  /// - Parameters:
  ///   - isTarget: whether the target of a row is one of a training example.
  ///   - statistics: of the table's number columns over the training rows.
  init(
    _ table: TrainingTable, rows isTraining: [Bool], targets isTarget: [Bool],
    statistics: ColumnStatistics, _ data: DataSection, _ preprocessing: PreprocessingSection
  ) {
    self.table = table
    self.isTraining = isTraining
    self.isTarget = isTarget
    self.statistics = statistics
    self.preprocessing = preprocessing
    trainingRows = isTraining.count { $0 }
    sections = table.sections
    let groups = Self.groups(table, data)
    self.groups = groups
    groupOfInput = groups.indices.flatMap { number in groups[number].inputs.map { _ in number } }
  }

  /// The groups of the table, with whether their sequences may be short: where a row's last step is
  /// missing, be it held back, or `missing` is stated.
  private static func groups(_ table: TrainingTable, _ data: DataSection) -> [ColumnGroup] {
    table.selection.groups.map { group in
      guard let features = group.features else { return group }
      var group = group
      let missing = data.groups.first { $0.name == group.name }?.value.missing
      group.hasLengths = missing.map { $0.fill != .error } ?? false
      if group.hasLengths { return group }
      let last = group.inputs.suffix(features)
      guard last.allSatisfy({ table.reports[$0].cells.missing > 0 }) else { return group }
      var isMissing = [Bool](repeating: true, count: table.raw.rows)
      for slot in last {
        table.raw.cells.forEach(in: slot) { row, cell in
          if cell == cell { isMissing[row] = false }
        }
      }
      group.hasLengths = isMissing.contains(true)
      return group
    }
  }

  /// Fits all inputs; the result depends on no number of threads.
  func inputs(threads: Int) -> [InputColumn] {
    let count = table.selection.inputCount
    let columns = Mutex([InputColumn?](repeating: nil, count: count))
    inPieces(of: 1, count: count, threads: threads) { slot, _ in
      let column = input(slot)
      columns.withLock { $0[slot] = column }
    }
    return columns.withLock { $0 }.compactMap { $0 }
  }

  private func input(_ slot: Int) -> InputColumn {
    let column = table.selection.inputs[slot]
    let section = sections[slot]
    let type = table.reports[slot].type
    let encoding: InputColumn.Encoding =
      switch type {
      case .numeric: .number(number(slot, section))
      case .date: .date(date(slot, section))
      case .boolean: .boolean(boolean(slot))
      case .categorical, .ignore: .category(category(slot, section))
      }
    let missing =
      section.missing?.fill ?? ([.numeric, .date].contains(type) ? preprocessing.missing : nil)
    var format = table.formats.inputs[slot]
    format.date = table.reports[slot].dateFormat
    let group = groups[groupOfInput[slot]]
    return InputColumn(
      name: table.names[column], format: format, encoding: encoding,
      refusesMissing: missing == .error,
      hidesMissing: group.shape != nil
        && (group.hasLengths || hasIndicator(present: statistics.count[slot])))
  }

  private func number(_ slot: Int, _ section: ColumnSection) -> NumberEncoding {
    let group = groups[groupOfInput[slot]]
    // Further inputs have no room in a shape.
    let isShaped = group.shape != nil
    let scaling = section.scale ?? preprocessing.numeric
    let usesMedian = (section.missing?.fill ?? preprocessing.missing) == .median
    let sorted =
      usesMedian || [.robust, .quantile].contains(scaling)
        || preprocessing.pieces > 0 && !isShaped
      ? SortedNumbers(of: table.raw.cells, slot: slot, rows: isTraining) : nil
    let present = statistics.count[slot]
    let mean = statistics.mean[slot]
    var deviation = statistics.deviation[slot]
    // Where cells are not filled but masked, rows without one count in nothing.
    if group.hasLengths, present > 0 {
      deviation *= (Double(trainingRows) / Double(present)).squareRoot()
    }
    return NumberEncoding(
      fill: usesMedian && present > 0 ? sorted?.quantile(0.5) ?? mean : mean,
      hasIndicator: !isShaped && hasIndicator(present: present),
      scaling: self.scaling(
        scaling,
        Figures(
          minimum: statistics.minimum[slot], maximum: statistics.maximum[slot], mean: mean,
          deviation: deviation), sorted), bounds: isShaped ? [] : bounds(sorted))
  }

  private func date(_ slot: Int, _ section: ColumnSection) -> DateEncoding {
    let elapsed = number(slot, section)
    var days: [Double] = []
    table.raw.cells.forEach(in: slot) { row, cell in
      if isTraining[row], cell == cell { days.append(cell) }
    }
    let parts = table.reports[slot].dateFormat?.parts ?? []
    return DateEncoding(
      elapsed: elapsed,
      parts: parts.map { part in
        let values = days.map { part.value($0) }
        let figures = Figures(values)
        let scaling = section.scale ?? preprocessing.numeric
        // A year that all rows have tells nothing, even where numbers are not scaled.
        return DateEncoding.ScaledPart(
          part: part,
          scaling: figures.minimum == figures.maximum
            ? .linear(shift: figures.minimum, scale: 0)
            : self.scaling(scaling, figures, SortedNumbers(values)))
      })
  }

  /// Figures of a column of numbers over the training rows.
  fileprivate struct Figures {
    var minimum: Double
    var maximum: Double
    var mean: Double
    var deviation: Double
  }

  /// The bounds of the pieces: quantiles equally spaced in rank.
  private func bounds(_ sorted: SortedNumbers?) -> [Double] {
    guard preprocessing.pieces > 0, let sorted, !sorted.isEmpty else { return [] }
    var bounds: [Double] = []
    for piece in 0...preprocessing.pieces {
      let bound = sorted.quantile(Double(piece) / Double(preprocessing.pieces))
      // Halves of neighbours so near that they are equal leave nothing to rise over.
      if let last = bounds.last, bound / 2 - last / 2 <= 0 { continue }
      bounds.append(bound)
    }
    return bounds.count > 2 ? bounds : []
  }

  private func scaling(
    _ scaling: NumericScaling, _ figures: Figures, _ sorted: SortedNumbers?
  ) -> NumberScaling {
    let (low, high) = (figures.minimum, figures.maximum)
    // A constant column is told by its values: its deviation would be mere rounding.
    if low == high, scaling != .none { return .linear(shift: low, scale: 0) }
    switch scaling {
    case .none: return .linear(shift: 0, scale: 1)
    case .standard:
      return .linear(shift: figures.mean, scale: figures.deviation)
    case .minMax: return .linear(shift: low, scale: high - low)
    case .robust:
      guard let sorted else { return .linear(shift: 0, scale: 1) }
      let width = sorted.quantile(0.75) - sorted.quantile(0.25)
      // Where half of the numbers are one number, half the range stands in.
      return .bent(
        shift: sorted.quantile(0.5), scale: width > 0 ? width : high / 2 - low / 2)
    case .quantile:
      guard let sorted else { return .linear(shift: 0, scale: 1) }
      let count = min(1000, sorted.count)
      return .normal(
        quantiles: (0..<count).map { sorted.quantile(Double($0) / Double(count - 1)) })
    }
  }

  /// Whether a column gets an input that tells whether its value is missing: where some of the training
  /// rows lack it and some do not.
  private func hasIndicator(present: Int) -> Bool { present > 0 && present < trainingRows }

  private func boolean(_ slot: Int) -> BooleanEncoding {
    guard let texts = table.texts[slot] else { return BooleanEncoding(fill: 0) }
    let counts = self.counts(slot, texts)
    let present = counts.reduce(0, +)
    let trues = zip(texts.vocabulary.texts, counts).reduce(0) {
      $0 + (BooleanText.value(of: $1.0.utf8) == true ? $1.1 : 0)
    }
    return BooleanEncoding(
      fill: present == 0 ? 0 : Double(trues) / Double(present),
      hasIndicator: hasIndicator(present: present))
  }

  private func category(_ slot: Int, _ section: ColumnSection) -> CategoryEncoding {
    guard let texts = table.texts[slot] else { return CategoryEncoding(values: []) }
    let names = texts.vocabulary.texts
    let counts = self.counts(slot, texts)
    let isEmbedded = section.encoding == .embedding
    let least = max(1, section.minCount ?? 1)
    let most = section.maxCategories ?? (isEmbedded ? .max : ColumnSection.standardCategories)
    let byText = { (left: Int, right: Int) in
      names[left].utf8.lexicographicallyPrecedes(names[right].utf8)
    }
    let byCount = counts.indices.filter { counts[$0] >= least }.sorted {
      counts[$0] == counts[$1] ? byText($0, $1) : counts[$0] > counts[$1]
    }
    let codes = byCount.prefix(most).sorted(by: byText)
    let rare = Set(counts.indices).subtracting(codes).filter { counts[$0] > 0 }.sorted(by: byText)
    let present = counts.reduce(0, +)
    let told = codes.reduce(0) { $0 + counts[$1] }
    var encoding = CategoryEncoding(
      values: codes.map { names[$0] }, rare: rare.map { names[$0] },
      mergesNumbers: texts.mergesNumbers)
    encoding.mostFrequent = byCount.first.flatMap { codes.firstIndex(of: $0) }
    // A text that training has not seen needs a vector too.
    encoding.hasOther = told < present || isEmbedded
    encoding.hasMissing = present < trainingRows
    if isEmbedded {
      encoding.dimensions = section.dimensions ?? min(50, (encoding.count + 1) / 2)
    }
    return encoding
  }

  /// How many training rows have each text.
  private func counts(_ slot: Int, _ texts: ColumnTexts) -> [Int] {
    var counts = [Int](repeating: 0, count: texts.count)
    table.raw.cells.forEach(in: slot) { row, code in
      if isTraining[row], code == code { counts[texts.index[Int(code)]] += 1 }
    }
    return counts
  }

  /// What the targets are on the whole, and how they are scaled for learning; nil where they are not.
  func targets(threads: Int) -> (whole: TrainingTargets, scales: [TargetScale]?) {
    if let classes = table.classes {
      var counts = [Int](repeating: 0, count: classes.count)
      for (row, label) in table.labels.enumerated() where isTarget[row] {
        counts[Int(label)] += 1
      }
      return (.counts(counts), nil)
    }
    let targets = table.raw.inputs..<table.raw.inputs + table.selection.targets.count
    let areScaled = preprocessing.target == .standard
    let statistics = ColumnStatistics(
      of: table.raw.cells, rows: isTarget, slots: [targets], threads: threads,
      needsDeviation: areScaled)
    let means = targets.map { statistics.mean[$0] }
    guard areScaled else { return (.means(means), nil) }
    let scales = targets.map { target in
      let isConstant = statistics.minimum[target] == statistics.maximum[target]
      return TargetScale(
        shift: statistics.mean[target], scale: isConstant ? 1 : statistics.deviation[target])
    }
    return (.means(means), scales)
  }
}

extension EncoderFitting.Figures {
  /// Those of some numbers, none of them missing; 0 where there are none.
  fileprivate init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      minimum: values.min() ?? 0, maximum: values.max() ?? 0, mean: mean,
      deviation: (squares / count).squareRoot())
  }
}
