import Drawing
import Spec
import System
import Training

/// Metrics for each value of a column, a row each.
struct ColumnValuesTable {
  let text: String

  /// Of more values the rest are counted.
  private static let mostValues = 40
  private static let mostMetrics = 5
  private static let longestValue = 24

  init(_ groups: [(value: String, metrics: Metrics)], of column: String) {
    let names = (groups.first?.metrics.details.numbers ?? []).prefix(Self.mostMetrics)
      .map(\.metric)
    let rows = groups.prefix(Self.mostValues).map { value, metrics in
      [
        value.isEmpty ? "(missing)" : value.shown(most: Self.longestValue),
        String(metrics.rows), Decimals.text(metrics.loss),
      ]
        + names.map { name in
          metrics.details.numbers.first { $0.metric == name }?.value.map { Decimals.text($0) }
            ?? ""
        }
    }
    let header = [column.shown(most: Self.longestValue), "rows", "loss"] + names.map(\.rawValue)
    let rest = groups.count - rows.count
    text =
      TextTable([header] + rows, numbersFromColumn: 1).text
      + (rest > 0 ? "and \(rest) more values; --json lists them all\n" : "")
  }
}
