import Spec

extension Encoder {
  /// Fits an encoder on the rows of a table that are for training.
  /// - Parameter statistics: of the table's number columns over those rows.
  init<Scalar: TableScalar>(
    fitting table: TrainingTable<Scalar>, rows isTraining: [Bool], statistics: ColumnStatistics,
    _ preprocessing: PreprocessingSection
  ) {
    inputs = table.selection.inputs.enumerated().map { slot, column in
      let name = table.names[column]
      guard table.isNumeric[slot] else {
        return .category(
          name: name,
          Self.category(
            table.raw.inputs, slot: slot, rows: isTraining, texts: table.raw.texts[column]))
      }
      return .number(name: name, Self.number(statistics, slot, preprocessing.numeric))
    }
    targets = table.selection.targets.map { table.names[$0] }
    task = table.task
    classes = table.classes
    polynomialDegree = preprocessing.polynomialDegree
  }

  private static func number(
    _ statistics: ColumnStatistics, _ slot: Int, _ scaling: NumericScaling
  ) -> NumberEncoding {
    let mean = statistics.mean[slot]
    let (low, high) = (statistics.minimum[slot], statistics.maximum[slot])
    switch scaling {
    case .none: return NumberEncoding(fill: mean, shift: 0, scale: 1)
    case .standard:
      // A constant column is told by its values: its deviation would be mere rounding.
      return NumberEncoding(
        fill: mean, shift: mean, scale: low == high ? 0 : statistics.deviation[slot])
    case .minMax: return NumberEncoding(fill: mean, shift: low, scale: high - low)
    }
  }

  private static func category<Scalar: TableScalar>(
    _ table: Matrix<Scalar>, slot: Int, rows isTraining: [Bool], texts: TextPool
  ) -> CategoryEncoding {
    var counts = [Int](repeating: 0, count: texts.count)
    for row in 0..<table.rows where isTraining[row] {
      let code = table.row(row)[slot].code
      if code != ColumnJob.missingCode { counts[Int(code)] += 1 }
    }
    let codes = counts.indices.filter { counts[$0] > 0 }
      .sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
    var mostFrequent: Int?
    for (index, code) in codes.enumerated()
    where mostFrequent.map({ counts[code] > counts[codes[$0]] }) ?? true {
      mostFrequent = index
    }
    return CategoryEncoding(values: codes.map { texts.string($0) }, mostFrequent: mostFrequent)
  }
}
