import Drawing
import Spec
package import System
import Training

/// Several runs as one page: those of a configuration with several seeds or folds, or those of a race.
package struct SeriesReport {
  /// The page, as HTML.
  package let page: String

  /// - Parameter directory: The folder of the runs' folders.
  /// - Throws: `noInput` where a folder or curves are missing, `data` where a file is damaged.
  package init(of directory: String) throws(Failure) {
    let groups = try RunGroup.groups(of: [directory])
    let name = RunLabels.labels(of: [directory])[0]
    let count = groups.reduce(0) { $0 + $1.runs.count }
    let about =
      groups.count == 1
      ? "\(count) runs of one configuration."
      : "\(groups.count) configurations, \(count) runs."
    let parts = [
      "<h1>\(name.markup)</h1>\n" + HTMLPage.paragraph(about, isFaint: true),
      HTMLPage.section(
        "Results", groups.count == 1 ? Self.results(groups[0]) : Self.comparison(groups)),
      HTMLPage.section("Curves", Self.curves(groups)),
      HTMLPage.section("Runs", Self.runs(groups)),
    ]
    page = HTMLPage.page(
      title: "\(name): report of \(count) runs", generator: RunReport.generator,
      body: parts.joined())
  }

  /// Mean and standard deviation, and how many of the runs have a value where not all do.
  private static func text(_ name: String, _ values: [Double?]) -> String {
    SeriesSummary.Statistic(name, values).text ?? "–"
  }

  // MARK: Sections

  private static func results(_ group: RunGroup) -> String {
    let results = group.runs.compactMap(\.result)
    guard let splits = results.first?.splits, let last = splits.last else {
      return HTMLPage.paragraph("No run came to its end.")
    }
    let header = ["metric"] + splits.map { RunReport.heading(ofSplit: $0.name) }
    let rows = last.numbers.map { name, _ in
      [name] + splits.map { split in text(name, results.map { $0[split.name]?[name] }) }
    }
    let unfinished = group.runs.count - results.count
    return HTMLPage.table([header] + rows, numbersFromColumn: 1)
      + HTMLPage.paragraph(
        "Mean ± standard deviation over \(results.count) runs"
          + (unfinished > 0 ? "; \(unfinished) did not come to the end." : "."), isFaint: true)
  }

  private static func comparison(_ groups: [RunGroup]) -> String {
    let comparison = RunComparison(groups)
    let header = [""] + groups.map(\.label)
    let settings = comparison.settings.map { key, values in [key] + values.map { $0 ?? "–" } }
    let rows = comparison.measures.enumerated().map { number, name in
      let metric = name.hasPrefix("test_") ? String(name.dropFirst("test_".count)) : name
      return [name] + comparison.values.map { runs in text(metric, runs.map { $0[number] }) }
    }
    return HTMLPage.table([header] + settings + rows, numbersFromColumn: 1)
      + (groups.contains { $0.runs.count > 1 }
        ? HTMLPage.paragraph(
          "Mean ± standard deviation over each configuration's runs.", isFaint: true)
        : "")
      + comparison.unfinished.map { HTMLPage.paragraph($0 + ".", isFaint: true) }.joined()
  }

  /// A chart for each column that is drawn: the mean of each group, and its runs behind it.
  private static func curves(_ groups: [RunGroup]) -> String {
    let columns = [
      ("train_loss", "Training loss"), ("validation_loss", "Validation loss"),
      ("train_accuracy", "Training accuracy"), ("validation_accuracy", "Validation accuracy"),
      ("train_rmse", "Training error"), ("validation_rmse", "Validation error"),
    ]
    return HTMLPage.charts(
      columns.map { column, title in
        guard let chart = try? CurveChart.charts(of: groups, columns: [column]).first else {
          return ""
        }
        let means = chart.lines.enumerated().map { number, line in
          ChartLine(
            groups.count == 1 ? "mean" : line.name, x: line.x, y: line.y, color: number,
            dashes: number)
        }
        let faint = groups.enumerated().flatMap { number, group in
          group.runs.count == 1
            ? []
            : group.runs.map { run in
              ChartLine(
                RunLabels.labels(of: [run.directory])[0],
                x: (run.curves["epoch"] ?? []).map { $0 ?? .nan },
                y: (run.curves[column] ?? []).map { $0 ?? .nan }, color: number)
            }
        }
        let label = String(column.drop { $0 != "_" }.dropFirst())
        return RunReport.trainingChart(title, label, means, faint: faint)
      })
      + (groups.contains { $0.runs.count > 1 }
        ? HTMLPage.paragraph(
          "Each run as a thin line; their mean as a thick one, as far as all of them have epochs.",
          isFaint: true) : "")
  }

  private static func runs(_ groups: [RunGroup]) -> String {
    let runs = groups.flatMap(\.runs)
    let split = runs.lazy.compactMap { $0.result?.splits.last }.first
    let metrics = split.map { $0.numbers.prefix(2).map(\.name) } ?? []
    let title = split.map { RunReport.heading(ofSplit: $0.name) + " " } ?? ""
    let labels = RunLabels.labels(of: runs.map(\.directory))
    let rows = zip(labels, runs).map { label, run in
      let last = run.curves.count - 1
      let epochs = run.curves["epoch"]?[last].map { Decimals.text($0) } ?? ""
      let kept = run.result.map { $0.bestEpoch.map { "\($0)" } ?? epochs } ?? "–"
      return [label, epochs, kept]
        + metrics.map { name in
          run.result?.splits.last?[name].map { Metric.text($0, of: name) } ?? "–"
        }
    }
    return HTMLPage.table(
      [["run", "epochs", "kept epoch"] + metrics.map { title + $0 }] + rows, numbersFromColumn: 1)
  }
}
