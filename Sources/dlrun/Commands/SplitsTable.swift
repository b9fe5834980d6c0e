import Drawing
import Spec
import Tabular
import Training

/// The final metrics of a run: a row for each, a column for each split, and the baseline of the last split.
struct SplitsTable {
  let text: String

  /// - Parameter splits: At least one.
  init(_ splits: [RunResult.Split], width: Int) {
    let baseline = splits.last?.baseline ?? []
    let hasBaseline = baseline.contains { $0.value != nil }
    func cell(_ numbers: [(name: String, value: Double?)], _ name: String) -> String? {
      (numbers.first { $0.name == name }?.value).map { Metric.text($0, of: name) }
    }
    let rows = (splits.first?.numbers ?? []).map { number in
      [number.name] + splits.map { cell($0.numbers, number.name) ?? "–" }
        + (hasBaseline ? [cell(baseline, number.name) ?? ""] : [])
    }
    let heading = [""] + splits.map(\.name) + (hasBaseline ? ["baseline"] : [])
    var notes: [String] = []
    if hasBaseline, let last = splits.last {
      notes.append(
        "baseline: \(last.task.baselineMeaning), on the \(last.name == "train" ? "training" : last.name) rows"
      )
    }
    notes += splits.flatMap { split in
      split.undefined.map { "\(split.name): \($0.metric) is undefined: \($0.reason)" }
    }
    text =
      TextTable([heading] + rows, numbersFromColumn: 1).text
      + notes.map { $0.wrapped(to: width, indentation: "  ").joined(separator: "\n") + "\n" }
      .joined()
  }
}
