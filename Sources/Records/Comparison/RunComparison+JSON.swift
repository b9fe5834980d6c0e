package import Spec
import Training

extension RunComparison {
  /// One object: `groups` with their runs, settings that differ and measures, and `differences` of the
  /// groups from the first. A measure has null where a run has no value.
  package var json: JSONValue {
    .object([
      ("groups", .list(groups.indices.map { json(ofGroup: $0) })),
      ("differences", .list(pairedGroups.map { differences(ofGroup: $0) })),
    ])
  }

  private func json(ofGroup group: Int) -> JSONValue {
    .object([
      ("name", .text(groups[group].label)),
      ("runs", .list(groups[group].runs.map { .text($0.directory) })),
      ("diverged", .integer(groups[group].divergedRuns)),
      ("unfinished", .integer(groups[group].unfinishedRuns)),
      (
        "settings",
        .object(
          settings.map { key, values in
            (key, values[group].map { .text($0) } ?? JSONValue(.null))
          })
      ),
      (
        "measures",
        .object(
          measures.indices.map { measure in
            let statistic = statistic(measure, ofGroup: group)
            return (
              measures[measure],
              .object([
                ("mean", .number(statistic.mean ?? .nan)),
                ("deviation", .number(statistic.deviation ?? .nan)),
                ("values", .list(statistic.values.map { .number($0 ?? .nan) })),
              ])
            )
          })
      ),
    ])
  }

  private func differences(ofGroup group: Int) -> JSONValue {
    .object([
      ("name", .text(groups[group].label)), ("less", .text(groups[0].label)),
      (
        "measures",
        .object(
          measures.indices.compactMap { measure in
            difference(measure, ofGroup: group).map { difference in
              (
                measures[measure],
                .object([
                  ("pairs", .integer(difference.count)), ("mean", .number(difference.mean)),
                  ("lower", .number(difference.lower)), ("upper", .number(difference.upper)),
                ])
              )
            }
          })
      ),
    ])
  }
}
