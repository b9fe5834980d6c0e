import Drawing
import Spec
import System
import Training

/// How several runs of one configuration, or of each of several, came out, as text for people.
struct SeriesText {
  let text: String

  /// The metrics of each split.
  init(_ summary: SeriesSummary, width: Int) {
    let count = summary.runs.count
    let heading =
      "\(summary.directory.shown): mean ± standard deviation of "
      + (count == 1 ? "1 run" : "\(count) \(summary.repetition.noun)")
    text =
      heading + "\n"
      + Self.table(summary.splits.map { ($0.name, $0.statistics) })
      + Self.notes([summary], width: width)
  }

  /// The metrics of one split of each configuration.
  init(comparing summaries: [(name: String, summary: SeriesSummary)], width: Int) {
    let columns = summaries.map { name, summary in
      (name.shown + " (\(summary.runs.count))", summary.splits.flatMap(\.statistics))
    }
    text =
      Self.table(columns) + "mean ± standard deviation; in parentheses the number of runs\n"
      + Self.notes(summaries.map(\.summary), width: width)
  }

  private static func table(
    _ columns: [(name: String, statistics: [SeriesSummary.Statistic])]
  ) -> String {
    var names: [String] = []
    for statistic in columns.flatMap(\.statistics) where !names.contains(statistic.name) {
      names.append(statistic.name)
    }
    let rows = names.map { name in
      [name]
        + columns.map { column in
          column.statistics.first { $0.name == name }?.text ?? "–"
        }
    }
    return TextTable([[""] + columns.map(\.name)] + rows, numbersFromColumn: 1).text
  }

  private static func notes(_ summaries: [SeriesSummary], width: Int) -> String {
    summaries.flatMap { summary in
      summary.undefined.map { split, metric, reason in
        let statistics = summary.splits.first { $0.name == split }?.statistics ?? []
        let missing = statistics.first { $0.name == metric }.map { $0.values.count - $0.count } ?? 0
        return
          "\(split): \(metric) is undefined in \(missing) run\(missing == 1 ? "" : "s"): \(reason)"
          .wrapped(to: width, indentation: "  ").joined(separator: "\n") + "\n"
      }
    }.joined()
  }
}
