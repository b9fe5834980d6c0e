import Spec
import Training

/// Metrics as a table for people.
struct MetricsTable {
  let text: String

  init(_ metrics: Metrics) {
    var rows = [["rows", String(metrics.rows)]]
    for (name, value) in metrics.members {
      if let number = value.double {
        rows.append([name, Decimals.text(number)])
      } else if case .null = value.content {
        rows.append([name, name == "roc_auc" ? "undefined: one class only" : "not finite"])
      }
    }
    var text = Self.aligned(rows)
    if case .classification(let metrics) = metrics.details {
      text += "\nconfusion matrix (a row for each true class, a column for each predicted one)\n"
      let header = [""] + metrics.classes
      let body = zip(metrics.classes, metrics.confusionMatrix).map { [$0] + $1.map(String.init) }
      text += Self.aligned([header] + body, numbersFromColumn: 1)
    }
    self.text = text
  }

  /// The cells in columns of equal width.
  private static func aligned(_ rows: [[String]], numbersFromColumn first: Int = .max) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        if column >= first { return space + cell }
        return column == columns - 1 ? cell : cell + space
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
