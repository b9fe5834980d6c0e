import Drawing
import Spec
import System
import Training

extension RunReport {
  /// Of more classes there is no matrix, but the most frequent confusions.
  private static let mostMatrixClasses = 20
  private static let mostConfusions = 20
  /// Of more classes those that are recognised worst have rows.
  private static let mostClassRows = 100
  /// Of more rows so many are dots, spread evenly.
  private static let mostDots = 1000
  private static let mostTargets = 6

  /// A split as a heading calls it.
  static func heading(ofSplit name: String) -> String { name == "train" ? "training" : name }

  // MARK: Tables

  /// What metrics.json holds as tables.
  static func results(_ records: RunRecords) -> String {
    guard let splits = records.result?.splits, let last = splits.last else { return "" }
    let baseline = last.baseline.isEmpty ? nil : last.baseline
    let header =
      ["metric"] + splits.map { heading(ofSplit: $0.name) }
      + (baseline == nil ? [] : ["baseline, \(heading(ofSplit: last.name))"])
    var rows = [header]
    let counts = splits.map { split in records.data?.rows.first { $0.split == split.name }?.count }
    if counts.contains(where: { $0 != nil }) {
      rows.append(
        ["rows"] + counts.map { $0.map(String.init) ?? "" } + (baseline == nil ? [] : [""]))
    }
    for (name, _) in last.numbers {
      let values = splits.map { $0[name].map { Metric.text($0, of: name) } ?? "–" }
      let other = baseline.map { numbers in
        numbers.first { $0.name == name }?.value.map { Metric.text($0, of: name) } ?? ""
      }
      rows.append([name] + values + [other].compactMap(\.self))
    }
    return HTMLPage.table(rows, numbersFromColumn: 1) + notes(splits, hasBaseline: baseline != nil)
      + perClass(last) + (last.confusion.map { confusions($0, last) } ?? "")
  }

  private static func notes(_ splits: [RunResult.Split], hasBaseline: Bool) -> String {
    var notes: [String] = []
    if hasBaseline {
      notes += splits.prefix(1).map { "Baseline: \($0.task.baselineMeaning)." }
    }
    for split in splits {
      let name = heading(ofSplit: split.name)
      notes += split.undefined.map { "\(name): \($0.metric) is undefined: \($0.reason)." }
      if let coverage = split.coverage {
        notes.append(
          "\(name): " + Conformity.sentence(coverage, ofClasses: split.confusion != nil)
            + ", calibrated on the validation rows.")
      }
      if let uncalibrated = split.uncalibrated {
        notes.append(
          "\(name): without the temperature log_loss is "
            + "\(Metric.text(uncalibrated.logLoss, of: Metric.logLoss.rawValue)), calibration_error "
            + "\(Metric.text(uncalibrated.calibrationError, of: Metric.calibrationError.rawValue))."
        )
      }
    }
    return notes.map { HTMLPage.paragraph($0, isFaint: true) }.joined()
  }

  private static func perClass(_ split: RunResult.Split) -> String {
    guard var reports = split.json["per_class"]?.list, !reports.isEmpty else { return "" }
    let count = reports.count
    func number(_ report: JSONValue, _ key: String) -> Double { report[key]?.double ?? .nan }
    if count > mostClassRows {
      reports = Array(reports.sorted { number($0, "f1") < number($1, "f1") }.prefix(mostClassRows))
    }
    let rows = reports.map { report in
      [report["class"]?.text ?? "", report["support"]?.count.map(String.init) ?? ""]
        + ["precision", "recall", "f1"].map { Decimals.text(number(report, $0)) }
    }
    return "<h3>Classes, \(heading(ofSplit: split.name)) rows</h3>\n"
      + HTMLPage.table(
        [["class", "rows", "precision", "recall", "F1"]] + rows, numbersFromColumn: 1)
      + (count > mostClassRows
        ? HTMLPage.paragraph(
          "The \(mostClassRows) of \(count) classes with the lowest F1.", isFaint: true) : "")
  }

  private static func confusions(
    _ confusion: RunResult.Confusion, _ split: RunResult.Split
  ) -> String {
    let rows = "\(heading(ofSplit: split.name)) rows"
    if confusion.classes.count <= mostMatrixClasses {
      return HTMLPage.figure(
        "Confusion matrix, \(rows)",
        note: "a row for each true class, a column for each predicted one",
        matrix(confusion), isBroad: true)
    }
    var pairs: [(label: Int, prediction: Int, count: Int)] = []
    for (label, row) in confusion.counts.enumerated() {
      for (prediction, count) in row.enumerated() where count > 0 && label != prediction {
        pairs.append((label, prediction, count))
      }
    }
    let lines = pairs.sorted { $0.count > $1.count }.prefix(mostConfusions).map {
      [confusion.classes[$0.label], confusion.classes[$0.prediction], String($0.count)]
    }
    guard !lines.isEmpty else { return "" }
    return HTMLPage.figure(
      "Most frequent confusions, \(rows)",
      HTMLPage.table([["true class", "predicted", "rows"]] + lines, numbersFromColumn: 2),
      isBroad: true)
  }

  private static func matrix(_ confusion: RunResult.Confusion) -> String {
    let header =
      [HTMLPage.cell("", isHeader: true)]
      + confusion.classes.map {
        HTMLPage.cell(
          $0.markup, isHeader: true, isNumber: true,
          style: "overflow-wrap: anywhere; min-width: 2.5rem")
      }
    let rows = zip(confusion.classes, confusion.counts).map { name, counts in
      let total = max(1, counts.reduce(0, +))
      return [HTMLPage.cell(name.markup, isHeader: true)]
        + counts.map {
          HTMLPage.cell(
            "\($0)", isNumber: true,
            style:
              "padding-left: .6rem; background: color-mix(in srgb, var(--c0) \($0 * 60 / total)%, "
              + "transparent)")
        }
    }
    return HTMLPage.table([header] + rows)
  }

  // MARK: Charts of single rows

  /// How good the answers about single rows are.
  static func quality(_ answers: RunAnswers) -> String {
    let rows =
      "\(answers.rows) \(heading(ofSplit: answers.split)) row\(answers.rows == 1 ? "" : "s")"
    let charts =
      answers.targets.isEmpty
      ? [ranking(answers), precision(answers), answers.probabilities.map(calibration) ?? ""]
      : answers.targets.prefix(mostTargets).flatMap { regression($0) }
    let content = HTMLPage.charts(charts)
    return content.isEmpty ? "" : "<h3>Charts of the \(rows)</h3>\n" + content
  }

  private static func unit(_ title: String, x: String, y: String, _ lines: [ChartLine]) -> Chart {
    Chart(title: title, x: Axis(x), y: Axis(y), lines: lines)
  }

  private static func lines(
    _ answers: RunAnswers, _ points: (RankingAreas) -> [(x: Double, y: Double)],
    _ area: (RankingAreas) -> Double
  ) -> [ChartLine] {
    answers.rankings.enumerated().map { number, ranking in
      let points = points(ranking.areas)
      let areaText = Decimals.text(area(ranking.areas), beside: 1)
      return ChartLine(
        "\(ranking.name.shown(most: 24)): \(areaText)", x: points.map(\.x),
        y: points.map(\.y), color: number, dashes: number)
    }
  }

  private static func note(_ answers: RunAnswers, _ metric: Metric, _ area: Double?) -> String {
    guard answers.rankings.count == 1, let area else { return "with the area of each" }
    return
      "\(metric.rawValue) \(Metric.text(area, of: metric.rawValue)), of class \(answers.rankings[0].name)"
  }

  private static func ranking(_ answers: RunAnswers) -> String {
    let lines = lines(answers, { $0.rocPoints }, { $0.roc })
    guard !lines.isEmpty else { return "" }
    var additions = SVGChart.Additions()
    (additions.xs, additions.ys) = ([0, 1], [0, 1])
    additions.isSquare = true
    additions.hasDiagonal = true
    let title = "ROC curve" + (lines.count > 1 ? "s, each class against the others" : "")
    return HTMLPage.figure(
      title, note: note(answers, .areaUnderCurve, answers.rankings.first?.areas.roc),
      SVGChart.lines(
        unit(title, x: "false positive rate", y: "true positive rate", lines), additions))
  }

  private static func precision(_ answers: RunAnswers) -> String {
    let lines = lines(answers, { $0.precisionPoints }, { $0.averagePrecision })
    guard !lines.isEmpty else { return "" }
    var additions = SVGChart.Additions()
    (additions.xs, additions.ys) = ([0, 1], [0, 1])
    additions.isSquare = true
    let title = "Precision–recall curve" + (lines.count > 1 ? "s" : "")
    return HTMLPage.figure(
      title,
      note: note(answers, .averagePrecision, answers.rankings.first?.areas.averagePrecision),
      SVGChart.lines(unit(title, x: "recall", y: "precision", lines), additions))
  }

  private static func calibration(_ probabilities: ProbabilityMetrics) -> String {
    let bins = probabilities.bins
    let most = Double(bins.map(\.rows).max() ?? 1)
    var additions = SVGChart.Additions()
    (additions.xs, additions.ys) = ([0, 1], [0, 1])
    additions.isSquare = true
    additions.hasDiagonal = true
    additions.bars = bins.enumerated().filter { $0.element.rows > 0 }.map { number, bin in
      let (from, to) = (
        Double(number) / Double(bins.count), Double(number + 1) / Double(bins.count)
      )
      return (from, to, 0.25 * Double(bin.rows) / most, "\(bin.rows)")
    }
    let filled = bins.filter { $0.rows > 0 }
    let x = filled.map { $0.probability / Double($0.rows) }
    let y = filled.map { Double($0.right) / Double($0.rows) }
    additions.dots = zip(x, y).map { ($0, $1, "") }
    let title = "Calibration"
    return HTMLPage.figure(
      title,
      note:
        "calibration_error \(Metric.text(probabilities.calibrationError, of: Metric.calibrationError.rawValue)); "
        + "bars count the rows of each bin",
      SVGChart.lines(
        unit(
          title, x: "probability of the predicted class, mean", y: "fraction predicted rightly",
          [ChartLine("", x: x, y: y, color: 0)]), additions))
  }

  private static func regression(_ target: RunAnswers.Target) -> [String] {
    let count = target.values.count
    let shown = min(count, mostDots)
    let rows = (0..<shown).map { $0 * count / shown }
    let (values, predictions) = (
      rows.map { target.values[$0] }, rows.map { target.predictions[$0] }
    )
    let note = shown < count ? "\(shown) of \(count) rows, spread evenly" : ""
    let title = "Predicted against true, \(target.name.quoted)"
    let other = "Residuals of \(target.name.quoted)"
    return [
      HTMLPage.figure(
        title, note: note,
        SVGChart.dots(
          title: title, x: Axis("true"), values, y: Axis("predicted"), predictions,
          hasDiagonal: true)),
      HTMLPage.figure(
        other, note: note,
        SVGChart.dots(
          title: other, x: Axis("predicted"), predictions, y: Axis("true − predicted"),
          zip(values, predictions).map { $0 - $1 })),
    ]
  }
}
