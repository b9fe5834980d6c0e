import Spec
import Training

/// The figures of one run by which runs are compared.
struct RunMeasures {
  /// In the order in which they are shown; nil for a target that was not reached.
  let values: [(name: String, value: Double?)]

  init(_ run: RecordedRun, target: RunTarget?) {
    let curves = run.curves
    func cell(_ column: String, _ row: Int?) -> Double? {
      row.flatMap { curves[column]?[$0] }
    }
    let last = curves.count - 1
    var values: [(name: String, value: Double?)] = []
    for column in curves.names.compactMap({ CurveColumn($0) })
    where !column.name.hasSuffix("_objective") {
      let cells = curves[column.name] ?? []
      let numbers = cells.indices.filter { cells[$0]?.isFinite == true }
      // Of equal ones the first.
      let best = numbers.min { left, right in
        let (left, right) = (cells[left] ?? .nan, cells[right] ?? .nan)
        return column.isBetterHigh ? left > right : left < right
      }
      guard let best else { continue }
      values.append(("final_\(column.name)", cells[last].flatMap { $0.isFinite ? $0 : nil }))
      values.append(("best_\(column.name)", cells[best]))
      values.append(("best_\(column.name)_epoch", cell("epoch", best)))
    }
    for metric in run.result?["test"]?.numbers ?? [] {
      values.append(("test_\(metric.name)", metric.value))
    }
    for (name, column) in [("epochs", "epoch"), ("steps", "step"), ("seconds", "seconds")] {
      values.append((name, cell(column, last)))
    }
    if let target {
      let row = target.row(in: run)
      values.append(("epochs_to_target", cell("epoch", row)))
      values.append(("seconds_to_target", cell("seconds", row)))
    }
    self.values = values
  }

  subscript(name: String) -> Double? { values.first { $0.name == name }?.value }
}
