import Drawing
import Spec
import Tabular
import Training

extension RunReport {
  /// More columns, or classes, have no rows.
  private static let mostRows = 100

  /// The rows, classes and columns.
  static func data(_ records: RunRecords, _ answers: RunAnswers?) -> String {
    guard let data = records.data else { return "" }
    let rows = data.rows.map { "\($0.count) \(heading(ofSplit: $0.split))" }.listed(by: "and")
    var content = HTMLPage.paragraph("\(rows) rows. All below is of the training rows.")
    if !data.classes.isEmpty {
      let total = max(1, data.classes.reduce(0) { $0 + $1.rows })
      content += limited(
        [["class", "rows", "share"]]
          + data.classes.map { [$0.name, "\($0.rows)", percent(Double($0.rows) / Double(total))] })
    }
    guard let answers else {
      content += HTMLPage.paragraph(
        "Numbers are as the network gets them, after scaling.", isFaint: true)
      return content + scaled("target", data.targets) + scaled("input", data.inputs)
    }
    return content + numbers("target", answers.targetColumns)
      + numbers("input", answers.inputColumns)
      + texts(answers.inputColumns)
  }

  private static func limited(_ rows: [[String]], numbersFrom first: Int = 1) -> String {
    let more = rows.count - 1 - mostRows
    return HTMLPage.table(Array(rows.prefix(mostRows + 1)), numbersFromColumn: first)
      + (more > 0 ? HTMLPage.paragraph("… and \(more) more.", isFaint: true) : "")
  }

  private static func percent(_ share: Double) -> String {
    Decimals.text(100 * share, digits: 3) + " %"
  }

  private static func numbers(_ title: String, _ columns: [ColumnOutline]) -> String {
    let hasMissing = columns.contains { $0.missing > 0 }
    let rows = columns.compactMap { column -> [String]? in
      let cells: [String]
      switch column.content {
      case .numbers(nil): cells = ["–", "–", "–", "–"]
      case .numbers(let numbers?):
        let scale = max(abs(numbers.least), abs(numbers.greatest))
        cells = [numbers.mean, numbers.deviation, numbers.least, numbers.greatest].map {
          Decimals.text($0, beside: scale)
        }
      case .dates(let least, let greatest): cells = ["–", "–", least, greatest]
      case .texts: return nil
      }
      return [column.name] + cells + (hasMissing ? ["\(column.missing)"] : [])
    }
    guard !rows.isEmpty else { return "" }
    return limited(
      [[title, "mean", "deviation", "least", "greatest"] + (hasMissing ? ["missing"] : [])] + rows)
  }

  private static func texts(_ columns: [ColumnOutline]) -> String {
    let rows = columns.compactMap { column -> [String]? in
      guard case .texts(let texts) = column.content else { return nil }
      return [
        column.name, texts.mostFrequent ?? "–", percent(texts.share), "\(texts.count)",
        "\(column.missing)",
      ]
    }
    guard !rows.isEmpty else { return "" }
    return limited(
      [["input", "most frequent", "share", "categories", "missing"]] + rows, numbersFrom: 2)
  }

  private static func scaled(_ title: String, _ columns: [DataSummary.Column]) -> String {
    guard !columns.isEmpty else { return "" }
    let rows = columns.map { column in
      [column.name]
        + [column.mean, column.deviation, column.least, column.greatest].map {
          Decimals.text($0, beside: max(abs(column.least), abs(column.greatest)))
        }
    }
    return limited([[title, "mean", "deviation", "least", "greatest"]] + rows)
  }
}
