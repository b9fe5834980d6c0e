package import Spec
package import System

/// What several runs of one configuration came to.
package struct SeriesSummary: Sendable {
  /// The folder that holds the runs' folders.
  package let directory: String
  /// A metric over the runs.
  package struct Statistic: Sendable {
    package let name: String
    /// One for each run; nil where it has none, or none that is finite.
    package let values: [Double?]
    /// The runs that have a value.
    package let count: Int
    /// Of the runs that have a value; nil where none has.
    package let mean: Double?
    /// The standard deviation of the values, with n − 1; nil where there are fewer than two.
    package let deviation: Double?

    package init(_ name: String, _ values: [Double?]) {
      self.name = name
      self.values = values.map { value in value.flatMap { $0.isFinite ? $0 : nil } }
      let numbers = self.values.compactMap { $0 }
      count = numbers.count
      guard let first = numbers.first else {
        (mean, deviation) = (nil, nil)
        return
      }
      // By differences from the first, so that equal values have just that mean and the deviation 0.
      let mean = first + numbers.reduce(0) { $0 + ($1 - first) } / Double(count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean.isFinite ? mean : nil
      let deviation = (squares / Double(count - 1)).squareRoot()
      self.deviation = deviation.isFinite ? deviation : nil
    }

    /// Mean and deviation for people, and how many of the runs have a value where not all do; nil where
    /// none does.
    package var text: String? {
      guard let mean else { return nil }
      var text = Metric.text(mean, of: name)
      if let deviation {
        // Of equal numbers only rounding is left.
        text += " ± " + (deviation < 1e-15 * abs(mean) ? "0" : Decimals.text(deviation, digits: 2))
      }
      return count < values.count ? "\(text) (\(count) of \(values.count))" : text
    }
  }

  /// The metrics of each split, also those that are undefined in some runs or in all.
  package let splits: [(name: String, statistics: [Statistic])]
  /// Why metrics of a split are undefined, in the first run in which they are.
  package let undefined: [(split: String, metric: String, reason: String)]
  package let repetition: Repetition
  /// The names of the runs' folders.
  package let runs: [String]

  /// What those of the runs came to that came to their end.
  /// - Parameter paths: The folders of the runs.
  /// - Throws: `noInput` where none did, `data` where a file is damaged.
  package init(directory: String, runs paths: [String]) throws(Failure) {
    var runs: [(name: String, splits: [RunResult.Split])] = []
    for path in paths {
      guard let result = try FinishedRun(path).result() else { continue }
      runs.append((FilePath.lastPart(path), result.splits))
    }
    guard !runs.isEmpty else {
      throw Failure(.noInput, at: .file(directory), "none of its runs has come to its end")
    }
    self.init(directory: directory, runs)
  }

  /// - Parameter runs: At least one, with the names of their folders.
  package init(directory: String, _ runs: [(name: String, splits: [RunResult.Split])]) {
    self.directory = directory
    self.runs = runs.map(\.name)
    repetition = Repetition(ofRuns: self.runs)
    let all = runs.map(\.splits)
    splits = (all.first ?? []).map { split in
      let statistics = split.numbers.map { name, _ in
        Statistic(
          name,
          all.map { splits in
            splits.first { $0.name == split.name }?.numbers.first { $0.name == name }?.value
          })
      }
      return (split.name, statistics)
    }
    var undefined: [(split: String, metric: String, reason: String)] = []
    for split in all.joined() {
      for (metric, reason) in split.undefined
      where !undefined.contains(where: { $0.split == split.name && $0.metric == metric }) {
        undefined.append((split.name, metric, reason))
      }
    }
    self.undefined = undefined
  }

  /// What `summary.json` holds.
  package var json: JSONValue {
    .object(
      [repetition.member, ("runs", .list(runs.map { .text($0) }))]
        + splits.map { split, statistics in
          (
            split,
            .object(
              statistics.map { statistic in
                (
                  statistic.name,
                  .object(
                    [
                      ("mean", .number(statistic.mean ?? .nan)),
                      ("deviation", .number(statistic.deviation ?? .nan)),
                      ("values", .list(statistic.values.map { .number($0 ?? .nan) })),
                    ]
                      + undefined.filter { $0.split == split && $0.metric == statistic.name }
                      .map { ("undefined", .text($0.reason)) })
                )
              })
          )
        })
  }
}
