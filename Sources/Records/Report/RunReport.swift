import Drawing
import Engine
import Spec
package import System
import Tabular
package import Training

/// A run as one page: what it was, how it learnt, what it can do, and how to repeat it.
package struct RunReport {
  /// What the page says that it was written by.
  package static let generator = "dlrun report"

  /// The page, as HTML.
  package let page: String

  /// - Parameters:
  ///   - threads: The most that evaluate together.
  ///   - importance: What is said of the importance of columns, as HTML.
  /// - Throws: `noInput` where the folder or its curves are missing, `data` where a file is damaged.
  package init(_ run: FinishedRun, threads: Int, importance: String) throws(Failure) {
    let records = try RunRecords(run)
    let curves = try run.curves()
    let name = RunLabels.labels(of: [run.directory])[0]
    let parts = [
      Self.heading(name, records),
      Self.section("Findings", Self.findings(Diagnosis(records))),
      Self.section("Curves", Self.curves(curves, records)),
      Self.section("Results", try Self.results(run, records, threads: threads)),
      Self.section("Importance", importance),
      Self.section("Layers", Self.layers(records)),
      Self.section("Data", Self.data(records)),
      Self.section("Configuration", Self.configuration(records)),
      Self.section("How to repeat it", Self.repetition(run, records)),
    ]
    page = HTMLPage.page(
      title: "\(name): report of a run", generator: Self.generator, body: parts.joined())
  }

  private static func section(_ title: String, _ content: String) -> String {
    content.isEmpty ? "" : "<section>\n<h2>\(title.markup)</h2>\n\(content)</section>\n"
  }

  private static func paragraph(_ text: String, _ kind: String = "") -> String {
    "<p\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(text.markup)</p>\n"
  }

  private static func figure(_ title: String, _ drawing: String?) -> String {
    drawing.map { "<figure>\n<figcaption>\(title.markup)</figcaption>\n\($0)</figure>\n" } ?? ""
  }

  // MARK: Sections

  private static func heading(_ name: String, _ records: RunRecords) -> String {
    let configuration = records.configuration
    let epochs = records.trainLoss.epochs
    let ending: String
    if let result = records.result {
      let best = result.bestEpoch.map { "; the weights are those of epoch \($0)" } ?? ""
      ending =
        "Finished: \(result.steps) updates in \(epochs) epochs, \(Decimals.duration(result.seconds))\(best)."
    } else if let divergence = records.divergence {
      ending = "Diverged in epoch \(divergence.epoch) at step \(divergence.step)."
    } else {
      ending =
        "Interrupted, or still going on: \(epochs) epochs of \(configuration.training.epochs)."
    }
    return "<h1>\(name.markup)</h1>\n" + paragraph(ending, "faint")
  }

  private static func findings(_ diagnosis: Diagnosis) -> String {
    let findings = diagnosis.findings.map {
      "<div class=\"finding\"><b>\($0.code.markup)</b>: \($0.sentence.markup)."
        + "<br><span class=\"faint\">Try: \($0.advice.markup).</span></div>\n"
    }
    let unseen = diagnosis.unseen.map { record, codes in
      paragraph("Not looked for: \(codes.joined(separator: ", ")); \(record.absence).", "faint")
    }
    return (findings.isEmpty ? paragraph("Nothing found.") : findings.joined()) + unseen.joined()
  }

  private static func curves(_ table: NumberTable, _ records: RunRecords) -> String {
    func chart(_ title: String, _ label: String, _ names: [(String, String)]) -> String {
      let lines = names.enumerated().compactMap { number, name -> ChartLine? in
        guard let cells = table[name.0], cells.contains(where: { $0 != nil }) else { return nil }
        let y = cells.map { $0 ?? .nan }
        return ChartLine(
          name.1, x: y.indices.map(Double.init), y: y, color: number, dashes: number)
      }
      let chart = Chart(title: title, x: Axis("epoch"), y: Axis(label), lines: lines)
      return figure(title, SVGChart.lines(chart))
    }
    let names = [
      ("train_loss", "training"), ("validation_loss", "validation"),
      ("train_eval_loss", "training, evaluated"),
    ]
    let score = table["train_accuracy"] == nil ? "rmse" : "accuracy"
    return chart("Loss", type(of: records.configuration.loss ?? MeanSquaredError()).name, names)
      + chart(
        score == "rmse" ? "Root mean squared error" : "Accuracy", score,
        [("train_\(score)", "training"), ("validation_\(score)", "validation")])
  }

  private static func results(
    _ run: FinishedRun, _ records: RunRecords, threads: Int
  ) throws(Failure) -> String {
    guard let splits = records.result?.splits else { return "" }
    let names = splits.first?.numbers.map(\.name) ?? []
    let rows = splits.map { split in
      [split.name] + names.map { split[$0].map { Decimals.text($0) } ?? "–" }
    }
    let undefined = splits.flatMap { split in
      split.undefined.map {
        paragraph("\(split.name): \($0.metric) is undefined: \($0.reason).", "faint")
      }
    }
    let sureness = splits.flatMap { split in
      [
        split.coverage.map {
          "\(split.name): intervals of \(Decimals.text($0.level)), calibrated on the validation rows, hold "
            + "\(Decimals.text($0.share)) of the rows."
        },
        split.uncalibrated.map {
          "\(split.name): without the temperature log_loss is \(Decimals.text($0.logLoss)), calibration_error "
            + "\(Decimals.text($0.calibrationError))."
        },
      ].compactMap(\.self).map { paragraph($0, "faint") }
    }
    let table =
      HTMLPage.table([["rows"] + names] + rows, numbersFromColumn: 1)
      + (undefined + sureness).joined()
    guard let last = splits.last else { return table }
    if let confusion = last.confusion {
      return table
        + figure(
          "Confusion matrix of the \(last.name) rows: a row for each true class, a column for each "
            + "predicted one", confusionMatrix(confusion))
    }
    return table + residuals(run, threads: threads)
  }

  private static func confusionMatrix(_ confusion: RunResult.Confusion) -> String {
    let header =
      "<tr><th></th>"
      + confusion.classes.map { "<th class=\"number\">\($0.markup)</th>" }.joined()
    let rows = zip(confusion.classes, confusion.counts).map { name, counts in
      let total = max(1, counts.reduce(0, +))
      let cells = counts.map {
        "<td class=\"number\" style=\"background: color-mix(in srgb, var(--c0) \($0 * 60 / total)%, "
          + "transparent)\">\($0)</td>"
      }
      return "<tr><th>\(name.markup)</th>\(cells.joined())</tr>\n"
    }
    return "<div class=\"wide\"><table>\n\(header)</tr>\n\(rows.joined())</table></div>\n"
  }

  private static func residuals(_ run: FinishedRun, threads: Int) -> String {
    let residuals: Residuals
    do {
      residuals = try Residuals(of: run, threads: threads)
    } catch {
      return paragraph(
        "No plot of residuals: "
          + error.diagnostics.map(\.description).joined(separator: "; "), "faint")
    }
    let title =
      "Residuals of \(residuals.target.quoted) on \(residuals.predictions.count) \(residuals.split) rows"
    return figure(
      title,
      SVGChart.dots(
        title: title, x: Axis("prediction"), residuals.predictions, y: Axis("target − prediction"),
        residuals.residuals))
  }

  private static func layers(_ records: RunRecords) -> String {
    func share(_ value: Double?) -> String {
      value.map { Decimals.text(100 * $0, digits: 3) + " %" } ?? ""
    }
    func number(_ value: Double?) -> String { value.map { Decimals.text($0, digits: 3) } ?? "" }
    var header = ["layer", "kind", "activation", "dropout"]
    if records.layers != nil {
      header += ["‖W‖", "gradient", "update / ‖W‖", "dead", "saturated"]
    }
    let rows = records.configuration.model.layers.enumerated().map { index, layer in
      var row = [
        layer.element.name ?? "\(index)",
        [type(of: layer).name, layer.units.map(String.init)].compactMap(\.self).joined(
          separator: " "),
        type(of: layer.outputActivation).name, Decimals.text(layer.element.dropout),
      ]
      if let last = records.layers?[index].entries.last {
        row += [
          number(last.weightNorm), number(last.gradientNorm), number(last.updateRatio),
          share(last.deadUnits), share(last.saturatedUnits),
        ]
      }
      return row
    }
    let table = HTMLPage.table([header] + rows, numbersFromColumn: 4)
    guard let layers = records.layers else { return table }
    func chart(_ title: String, _ value: (LayerRecord.Entry) -> Double?) -> String {
      let lines = layers.enumerated().map { number, record in
        ChartLine(
          "layer \(number)", x: record.entries.map { Double($0.epoch) },
          y: record.entries.map { value($0) ?? .nan }, color: number,
          dashes: number / Palette.colors.count)
      }
      let chart = Chart(
        title: title, x: Axis("epoch"), y: Axis("norm", isLogarithmic: true), lines: lines)
      return figure(title, SVGChart.lines(chart))
    }
    return table + paragraph("The last columns are those of the last epoch.", "faint")
      + chart("Gradients by layer, in the last update of each epoch") { $0.gradientNorm }
      + chart("Weights by layer") { $0.weightNorm }
  }

  private static func data(_ records: RunRecords) -> String {
    guard let data = records.data else { return "" }
    let mostColumns = 40
    func numbers(_ title: String, _ columns: [DataSummary.Column]) -> String {
      guard !columns.isEmpty else { return "" }
      let rows = columns.prefix(mostColumns).map {
        [$0.name] + [$0.mean, $0.deviation, $0.least, $0.greatest].map { Decimals.text($0) }
      }
      let more = columns.count - mostColumns
      return HTMLPage.table(
        [[title, "mean", "deviation", "least", "greatest"]] + rows, numbersFromColumn: 1)
        + (more > 0 ? paragraph("… and \(more) more.", "faint") : "")
    }
    let rows = data.rows.map { "\($0.count) for \($0.split)" }.joined(separator: ", ")
    var content = paragraph("Rows: \(rows). Numbers are as the network gets them, after scaling.")
    if !data.classes.isEmpty {
      content += HTMLPage.table(
        [["class", "training rows"]]
          + data.classes.prefix(mostColumns).map { [$0.name, "\($0.rows)"] },
        numbersFromColumn: 1)
    }
    return content + numbers("target", data.targets) + numbers("input", data.inputs)
  }

  private static func configuration(_ records: RunRecords) -> String {
    "<pre>\(records.configuration.written.onManyLines.markup)</pre>\n"
  }

  private static func repetition(_ run: FinishedRun, _ records: RunRecords) -> String {
    let training = records.configuration.training
    return paragraph(
      "The same data, configuration and seed (\(training.seed)) give the same weights to the bit, in "
        + "\(training.precision.rawValue), on any number of threads:")
      + "<pre>dlrun train \(run.file(RunFileName.configuration).shellWord.markup)</pre>\n"
  }
}
