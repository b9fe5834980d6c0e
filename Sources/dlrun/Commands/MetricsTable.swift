import Drawing
import Spec
import System
import Training

/// Metrics as tables for people.
struct MetricsTable {
  let text: String

  private static var width: Int { Console.outputWidth ?? 80 }
  /// Names of classes are cut after as many characters.
  private static let longestName = 24
  /// Where the confusion matrix is too wide, the most frequent confusions are told.
  private static let mostConfusions = 10

  init(_ metrics: Metrics) {
    var text = Self.numbers(metrics)
    if case .classification(let metrics) = metrics.details {
      text += "\n" + Self.perClass(metrics) + "\n" + Self.confusions(metrics)
    }
    self.text = text
  }

  private static func numbers(_ metrics: Metrics) -> String {
    let baseline = metrics.baseline?.numbers
    var rows = [["rows", String(metrics.rows)] + (baseline == nil ? [] : ["baseline"])]
    rows.append(["loss", Decimals.text(metrics.loss)])
    var notes: [String] = []
    for (metric, value) in metrics.details.numbers {
      guard let value else { continue }
      rows.append([metric.rawValue, Metric.text(value, of: metric.rawValue)])
      if let number = baseline?.first(where: { $0.metric == metric })?.value {
        rows[rows.count - 1].append(Metric.text(number, of: metric.rawValue))
      }
    }
    if let uncalibrated = metrics.uncalibrated {
      notes.append(
        "without the temperature \(Decimals.text(metrics.temperature ?? 1)) log_loss is \(Decimals.text(uncalibrated.logLoss)), calibration_error "
          + "\(Decimals.text(uncalibrated.calibrationError))\n")
    }
    if let coverage = metrics.coverage {
      var areClasses = false
      if case .classification = metrics.details { areClasses = true }
      notes.append(Conformity.sentence(coverage, ofClasses: areClasses) + "\n")
    }
    for (metric, reason) in metrics.undefined {
      notes.append("\(metric.rawValue) is undefined: \(reason)\n")
    }
    if let note = metrics.lossNote { notes.append(note + "\n") }
    if baseline != nil {
      notes.append("baseline: \(metrics.details.task.baselineMeaning)\n")
    }
    return TextTable(rows, numbersFromColumn: 1).text + notes.joined()
  }

  private static func perClass(_ metrics: ClassificationMetrics) -> String {
    let rows = zip(metrics.classes, metrics.reports).map { name, report in
      [
        short(name), Decimals.text(report.precision), Decimals.text(report.recall),
        Decimals.text(report.f1), String(report.support),
      ]
    }
    return TextTable([["class", "precision", "recall", "f1", "rows"]] + rows, numbersFromColumn: 1)
      .text
  }

  private static func confusions(_ metrics: ClassificationMetrics) -> String {
    let names = metrics.classes.map(short)
    let body = zip(names, metrics.confusionMatrix).map { [$0] + $1.map(String.init) }
    let matrix = TextTable([[""] + names] + body, numbersFromColumn: 1).text
    if matrix.prefix(while: { $0 != "\n" }).count <= width {
      return "confusion matrix (a row for each true class, a column for each predicted one)\n"
        + matrix
    }
    var pairs: [(label: Int, prediction: Int, count: Int)] = []
    for (label, row) in metrics.confusionMatrix.enumerated() {
      for (prediction, count) in row.enumerated() where count > 0 && label != prediction {
        pairs.append((label, prediction, count))
      }
    }
    let rows = pairs.sorted { $0.count > $1.count }.prefix(mostConfusions).map {
      [names[$0.label], names[$0.prediction], String($0.count)]
    }
    return "most frequent confusions (--json has the whole matrix)\n"
      + TextTable([["true class", "predicted", "rows"]] + rows, numbersFromColumn: 2).text
  }

  private static func short(_ name: String) -> String {
    name.shown(most: longestName)
  }
}
