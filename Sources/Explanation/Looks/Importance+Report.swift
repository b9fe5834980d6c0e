import Drawing
import Spec
import System
package import Training

extension Importance {
  /// Of more rows so many are taken, spread evenly.
  private static let mostReportedRows = 1000
  /// Of more columns a report is not kept waiting.
  private static let mostReportedColumns = 100

  /// What a report says of a run's own rows, as HTML: the importance of columns, or why it is not told. Empty where
  /// there is no model.
  package static func section(of run: FinishedRun, threads: Int) -> String {
    guard run.hasModel else { return "" }
    do throws(Failure) {
      var notes: [String] = []
      let sets = try run.model().encoder.columnSets(joined: [])
      guard sets.count <= mostReportedColumns else {
        return faint(
          "Not computed for \(sets.count) columns; dlrun importance \(run.directory.shellWord) shows it."
        )
      }
      let importance = try Importance(
        of: run.directory, on: nil, by: nil, repeats: 5, groups: [], threads: threads,
        mostRows: mostReportedRows
      ) { notes.append($0) }
      return importance.table + notes.map { faint($0 + ".") }.joined()
    } catch {
      return faint(
        "Not computed: " + error.diagnostics.map(\.description).joined(separator: "; "))
    }
  }

  private static func faint(_ text: String) -> String {
    HTMLPage.paragraph(text, isFaint: true)
  }

  /// A table with a bar in each row.
  private var table: String {
    let greatest = max(columns.first?.importance ?? 0, .leastNonzeroMagnitude)
    func text(_ value: Double) -> String { Decimals.text(value, beside: abs(baseline)).markup }
    let header = [
      HTMLPage.cell("column", isHeader: true),
      HTMLPage.cell("importance", isHeader: true, isNumber: true),
      HTMLPage.cell("deviation", isHeader: true, isNumber: true),
      HTMLPage.cell("", isHeader: true, style: "width: 50%"),
    ]
    let rows = columns.map { column in
      let width = Int((100 * max(0, column.importance / greatest)).rounded())
      return [
        HTMLPage.cell(column.name.markup),
        HTMLPage.cell(text(column.importance), isNumber: true),
        HTMLPage.cell(column.deviation.map(text) ?? "", isNumber: true),
        HTMLPage.cell(
          "<div style=\"height: .8em; margin-top: .3em; width: \(width)%; background: var(--c0)\"></div>",
          style: "min-width: 5rem"),
      ]
    }
    return
      "<p>How much worse \(metric.markup) gets when a column is permuted, mean of \(repeats); it is "
      + "\(Decimals.text(baseline)) on these \(self.rows) row\(self.rows == 1 ? "" : "s").</p>\n"
      + HTMLPage.table([header] + rows)
  }
}
