import Drawing
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
    var text = TextTable(rows).text
    if case .classification(let metrics) = metrics.details {
      text += "\nconfusion matrix (a row for each true class, a column for each predicted one)\n"
      let header = [""] + metrics.classes
      let body = zip(metrics.classes, metrics.confusionMatrix).map { [$0] + $1.map(String.init) }
      text += TextTable([header] + body, numbersFromColumn: 1).text
    }
    self.text = text
  }
}
