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
    var answers: RunAnswers?
    var reason: String?
    if run.hasModel {
      do {
        answers = try RunAnswers(of: run, threads: threads)
      } catch {
        reason = error.diagnostics.map(\.description).joined(separator: "; ")
      }
    }
    let quality = answers.map(Self.quality) ?? ""
    let unseen = reason.map {
      HTMLPage.paragraph(
        "No charts of single rows, and no columns as in the file: \($0).", isFaint: true)
    }
    let parts = [
      Self.heading(name, records),
      HTMLPage.section("Findings", Self.findings(Diagnosis(records))),
      HTMLPage.section("Results", Self.results(records) + quality + (unseen ?? "")),
      HTMLPage.section("Curves", Self.curves(curves, records)),
      HTMLPage.section("Importance", importance),
      HTMLPage.section("Layers", Self.layers(records)),
      HTMLPage.section("Data", Self.data(records, answers)),
      HTMLPage.section("Configuration", Self.configuration(records)),
      HTMLPage.section("How to repeat it", Self.repetition(run, records)),
    ]
    page = HTMLPage.page(
      title: "\(name): report of a run", generator: Self.generator, body: parts.joined())
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
    return "<h1>\(name.markup)</h1>\n" + HTMLPage.paragraph(ending, isFaint: true)
  }

  private static func findings(_ diagnosis: Diagnosis) -> String {
    let findings = diagnosis.findings.map {
      "<div class=\"finding\"><b>\($0.code.markup)</b>: \($0.sentence.markup)."
        + "<br><span class=\"faint\">Try: \($0.advice.markup).</span></div>\n"
    }
    let unseen = diagnosis.unseen.map { record, codes in
      HTMLPage.paragraph(
        "Not looked for: \(codes.joined(separator: ", ")); \(record.absence).", isFaint: true)
    }
    return (findings.isEmpty ? HTMLPage.paragraph("Nothing found.") : findings.joined())
      + unseen.joined()
  }

  private static func curves(_ table: NumberTable, _ records: RunRecords) -> String {
    var marks: [(x: Double, text: String)] = []
    if let epoch = records.result?.bestEpoch { marks = [(Double(epoch), "epoch \(epoch) kept")] }
    func chart(_ title: String, _ label: String, _ names: [(String, String)]) -> String {
      let lines = names.enumerated().compactMap { number, name -> ChartLine? in
        guard let cells = table[name.0], cells.contains(where: { $0 != nil }) else { return nil }
        let y = cells.map { $0 ?? .nan }
        return ChartLine(
          name.1, x: y.indices.map(Double.init), y: y, color: number, dashes: number)
      }
      return trainingChart(title, label, lines, marks: marks)
    }
    let names = [
      ("train_loss", "training"), ("validation_loss", "validation"),
      ("train_eval_loss", "training, evaluated"),
    ]
    let score = table["train_accuracy"] == nil ? "rmse" : "accuracy"
    return HTMLPage.charts([
      chart("Loss", type(of: records.configuration.loss ?? MeanSquaredError()).name, names),
      chart(
        score == "rmse" ? "Root mean squared error" : "Accuracy", score,
        [("train_\(score)", "training"), ("validation_\(score)", "validation")]),
    ])
  }

  /// Curves over epochs, on the part of the axes where learning can be seen.
  static func trainingChart(
    _ title: String, _ label: String, _ lines: [ChartLine], faint: [ChartLine] = [],
    marks: [(x: Double, text: String)] = []
  ) -> String {
    var additions = SVGChart.Additions()
    additions.marks = marks
    additions.faint = faint
    let all = lines + faint
    // What is to be high falls nowhere by powers of ten.
    let isLow = label != Metric.accuracy.rawValue
    let range = VisibleRange(isLow ? all.map(\.y) : [])
    additions.highest = range.highest
    let cut = range.highest.flatMap { highest in
      all.flatMap(\.y).filter { $0 > highest }.max()
    }
    let chart = Chart(
      title: title, x: Axis("epoch"), y: Axis(label, isLogarithmic: range.isLogarithmic),
      lines: lines)
    let note = [
      range.isLogarithmic ? "logarithmic axis" : nil,
      cut.map { "cut off at the start, where it is up to \(Decimals.text($0))" },
    ]
    return HTMLPage.figure(
      title, note: note.compactMap(\.self).joined(separator: "; "),
      SVGChart.lines(chart, additions))
  }

  private static func layers(_ records: RunRecords) -> String {
    func share(_ value: Double?) -> String {
      value.map { Decimals.text(100 * $0, digits: 3) + " %" } ?? ""
    }
    func number(_ value: Double?) -> String { value.map { Decimals.text($0, digits: 3) } ?? "" }
    let layers = records.configuration.model.layers
    let hasDropout = layers.contains { $0.element.dropout > 0 }
    var header = ["layer", "kind", "activation"] + (hasDropout ? ["dropout"] : [])
    if records.layers != nil {
      header += ["‖W‖", "gradient", "update / ‖W‖", "dead", "saturated"]
    }
    let rows = layers.enumerated().map { index, layer in
      var row = [
        layer.element.name ?? "\(index)",
        [type(of: layer).name, layer.units.map(String.init)].compactMap(\.self).joined(
          separator: " "),
        type(of: layer.outputActivation).name,
      ]
      if hasDropout { row.append(Decimals.text(layer.element.dropout)) }
      if let last = records.layers?[index].entries.last {
        row += [
          number(last.weightNorm), number(last.gradientNorm), number(last.updateRatio),
          share(last.deadUnits), share(last.saturatedUnits),
        ]
      }
      return row
    }
    let table = HTMLPage.table([header] + rows, numbersFromColumn: 3)
    guard let layers = records.layers else { return table }
    func chart(_ title: String, _ value: (LayerRecord.Entry) -> Double?) -> String {
      let lines = layers.enumerated().map { number, record in
        ChartLine(
          "layer \(number)", x: record.entries.map { Double($0.epoch) },
          y: record.entries.map { value($0) ?? .nan }, color: number, dashes: number)
      }
      let chart = Chart(
        title: title, x: Axis("epoch"), y: Axis("norm", isLogarithmic: true), lines: lines)
      return HTMLPage.figure(title, SVGChart.lines(chart))
    }
    return table
      + HTMLPage.paragraph("The last columns are those of the last epoch.", isFaint: true)
      + HTMLPage.charts([
        chart("Gradients by layer, in the last update of each epoch") { $0.gradientNorm },
        chart("Weights by layer") { $0.weightNorm },
      ])
  }

  private static func configuration(_ records: RunRecords) -> String {
    "<pre>\(records.configuration.written.onManyLines.markup)</pre>\n"
  }

  private static func repetition(_ run: FinishedRun, _ records: RunRecords) -> String {
    let training = records.configuration.training
    return HTMLPage.paragraph(
      "The same data, configuration and seed (\(training.seed)) give the same weights to the bit, in "
        + "\(training.precision.rawValue), on any number of threads:")
      + "<pre>dlrun train \(run.file(RunFileName.configuration).shellWord.markup)</pre>\n"
  }
}
