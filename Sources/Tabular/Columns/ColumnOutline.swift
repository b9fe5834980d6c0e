/// What the training rows have in a column of the file, in the file's own units.
package struct ColumnOutline: Sendable {
  /// Of a column of numbers, or of dates as days since 1970-01-01.
  package struct Numbers: Sendable {
    package let mean: Double
    /// The population's standard deviation.
    package let deviation: Double
    package let least: Double
    package let greatest: Double

    /// Nil where there are none; those that are not finite are left out.
    package init?(_ values: some Sequence<Double>) {
      var tally = NumberTally()
      for value in values where value.isFinite { tally.add(value) }
      guard tally.count > 0 else { return nil }
      (mean, deviation) = (tally.mean, tally.deviation)
      (least, greatest) = (tally.least, tally.greatest)
    }
  }

  /// Of a column of texts.
  package struct Texts: Sendable {
    /// How many different ones there are.
    package let count: Int
    /// The most frequent one, of several the first; nil where all are missing.
    package let mostFrequent: String?
    /// The fraction of the rows, missing ones among them, that have it.
    package let share: Double
  }

  package enum Content: Sendable {
    case numbers(Numbers?)
    /// With the least and the greatest date as they are written in the file.
    case dates(least: String, greatest: String)
    case texts(Texts)
  }

  package let name: String
  package let type: ColumnType
  /// How many rows lack it.
  package let missing: Int
  package let content: Content

  /// The inputs in their order.
  package static func inputs<S>(of splits: Splits<S>, _ cells: TrainingCells) -> [ColumnOutline] {
    zip(splits.encoder.inputs, splits.columns).enumerated().map { slot, column in
      let (input, report) = column
      switch input.encoding {
      case .number, .date:
        let values = cells.numbers(ofInput: slot)
        let numbers = Numbers(values)
        var content = Content.numbers(numbers)
        if let format = report.dateFormat, let numbers {
          content = .dates(
            least: format.spelled(numbers.least), greatest: format.spelled(numbers.greatest))
        }
        return ColumnOutline(
          name: input.name, type: input.type, missing: values.count { $0.isNaN }, content: content)
      case .boolean, .category:
        let counts = cells.textCounts(ofInput: slot)
        let most = counts.texts.max { $0.rows < $1.rows }
        return ColumnOutline(
          name: input.name, type: input.type, missing: counts.missing,
          content: .texts(
            Texts(
              count: counts.texts.count { $0.rows > 0 },
              mostFrequent: most.flatMap { $0.rows > 0 ? $0.text : nil },
              share: Double(most?.rows ?? 0) / Double(max(1, cells.count)))))
      }
    }
  }

  /// The targets of a regression, in their order.
  package static func targets<S>(of splits: Splits<S>, _ cells: TrainingCells) -> [ColumnOutline] {
    guard splits.encoder.classes == nil else { return [] }
    return splits.encoder.targets.enumerated().map { place, name in
      ColumnOutline(
        name: name, type: .numeric, missing: 0,
        content: .numbers(Numbers(cells.numbers(ofTarget: place))))
    }
  }
}
