import Training

/// In what groups of runs differ, and what came of it.
package struct RunComparison: Sendable {
  let groups: [RunGroup]
  /// The keys in which groups differ, each with its value in every group; nil where it is missing.
  let settings: [(key: String, values: [String?])]
  /// The names of the measures, in the order in which they are shown.
  let measures: [String]
  /// [group][run]: by the measures' numbers.
  let values: [[[Double?]]]

  /// - Parameter target: What runs are to reach, where the way to it is a measure.
  package init(_ groups: [RunGroup], target: RunTarget? = nil) {
    self.groups = groups
    let keys = Self.merged(groups.flatMap(\.runs).map { $0.settings.map(\.key) })
    settings = keys.map { key in (key, groups.map { $0.setting(key) }) }
      .filter { Set($0.values).count > 1 }
    let records = groups.map { $0.runs.map { RunMeasures($0, target: target) } }
    let names = Self.merged(records.joined().map { $0.values.map(\.name) })
    measures = names
    values = records.map { $0.map { record in names.map { record[$0] } } }
  }

  /// The names of all lists, each once; one that an earlier list lacks comes after its neighbour.
  private static func merged(_ lists: [[String]]) -> [String] {
    var names: [String] = []
    for list in lists {
      var place = 0
      for name in list {
        if let known = names.firstIndex(of: name) {
          place = known + 1
        } else {
          names.insert(name, at: place)
          place += 1
        }
      }
    }
    return names
  }

  /// A measure's values in the runs of a group.
  func statistic(_ measure: Int, ofGroup group: Int) -> SeriesSummary.Statistic {
    SeriesSummary.Statistic(measures[measure], values[group].map { $0[measure] })
  }

  /// What a group has more than the first, in pairs of runs with the same seed and fold; nil where
  /// there are not two of them.
  func difference(_ measure: Int, ofGroup group: Int) -> PairedDifference? {
    PairedDifference(
      groups[group].runs.indices.compactMap { run in
        let repetition = groups[group].runs[run].repetition
        guard let partner = groups[0].runs.firstIndex(where: { $0.repetition == repetition }),
          let value = values[group][run][measure], let other = values[0][partner][measure]
        else { return nil }
        let difference = value - other
        // What is only rounding is no difference.
        return abs(difference) <= 1e-14 * max(abs(value), abs(other)) ? 0 : difference
      })
  }

  /// The groups after the first that have a difference in some measure, by their numbers.
  var pairedGroups: [Int] {
    groups.indices.dropFirst().filter { group in
      measures.indices.contains { difference($0, ofGroup: group) != nil }
    }
  }
}
