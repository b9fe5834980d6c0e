import Spec

/// What several runs of one configuration came to.
package struct SeriesSummary: Sendable {
  /// The folder that holds the runs' folders.
  package let directory: String
  /// A metric over the runs.
  package struct Statistic: Sendable {
    package let name: String
    /// One for each run.
    package let values: [Double]
    package let mean: Double
    /// The standard deviation of the values, with n − 1.
    package let deviation: Double

    package init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / (count - 1)).squareRoot()
    }
  }

  /// The metrics of each split of which every run has a number.
  package let splits: [(name: String, statistics: [Statistic])]
  private let repetition: Repetition
  private let runs: [String]

  init(
    directory: String, _ repetition: Repetition, _ runs: [(name: String, summary: TrainingSummary)]
  ) {
    self.directory = directory
    self.repetition = repetition
    self.runs = runs.map(\.name)
    let all = runs.map { $0.summary.splits }
    splits = (all.first ?? []).map { split, metrics in
      let names = metrics.members.map(\.0)
      let statistics = names.compactMap { name -> Statistic? in
        let values = all.compactMap { splits in
          splits.first { $0.name == split }?.metrics.members.first { $0.0 == name }?.1.double
        }
        return values.count == all.count ? Statistic(name, values) : nil
      }
      return (split, statistics)
    }
  }

  /// What `summary.json` holds.
  var json: JSONValue {
    let kind =
      switch repetition {
      case .folds(let count): ("folds", JSONValue.integer(count))
      case .seeds(let count): ("seeds", JSONValue.integer(count))
      }
    return .object(
      [kind, ("runs", .list(runs.map { .text($0) }))]
        + splits.map { split, statistics in
          (
            split,
            .object(
              statistics.map { statistic in
                (
                  statistic.name,
                  .object([
                    ("mean", .number(statistic.mean)), ("deviation", .number(statistic.deviation)),
                    ("values", .list(statistic.values.map { .number($0) })),
                  ])
                )
              })
          )
        })
  }
}
