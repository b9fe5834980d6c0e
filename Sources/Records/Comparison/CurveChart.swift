package import Drawing
package import System
import Training

/// The curves of runs on common axes. The curve of several runs is their mean, with a band from the
/// least to the greatest of them, as far as all of them have rows.
package enum CurveChart {
  /// What a curve is drawn over.
  package enum Abscissa: String, CaseIterable, Sendable {
    case epoch, step, seconds

    fileprivate var label: String { self == .seconds ? "time in seconds" : rawValue }
  }

  /// The charts. For a single group there is one, in which the columns have a colour each; for several groups there is
  /// one for each column, in which the groups have a colour each.
  /// - Parameters:
  ///   - columns: Those of `curves.csv` to draw. Nil for the losses of training and validation rows or, of several
  ///     groups, for the one of these that all have, that of the validation rows before the other.
  ///   - isLogarithmic: Whether equal heights are equal factors; a value that is not above 0 is a gap.
  ///   - smoothing: Of each run, how many rows a point is the mean of: its own and those before it,
  ///     fewer at the start.
  /// - Throws: `usage` where no run has numbers in a column.
  package static func charts(
    of groups: [RunGroup], over x: Abscissa = .epoch, columns names: [String]? = nil,
    isLogarithmic: Bool = false, smoothing: Int = 1
  ) throws(Failure) -> [Chart] {
    var columns: [CurveColumn] = []
    for name in names ?? [] {
      let column = try CurveColumn.column(name, of: groups)
      if !columns.contains(column) { columns.append(column) }
    }
    if names == nil { columns = usualColumns(of: groups) }
    let panels = groups.count == 1 ? [columns] : columns.map { [$0] }
    let charts = panels.compactMap { columns -> Chart? in
      let chart = chart(
        of: groups, over: x, columns, isLogarithmic: isLogarithmic, smoothing: smoothing)
      let isEmpty = !chart.lines.contains {
        $0.y.contains { $0.isFinite && (!isLogarithmic || $0 > 0) }
      }
      return isEmpty ? nil : chart
    }
    guard !charts.isEmpty else {
      throw Failure(.usage, "no value can be drawn on this axis")
    }
    return charts
  }

  private static func usualColumns(of groups: [RunGroup]) -> [CurveColumn] {
    let losses = CurveColumn.columns(of: groups).filter {
      ["train_loss", "validation_loss"].contains($0.name)
    }
    guard groups.count > 1 else { return losses }
    let common = losses.filter { column in
      groups.allSatisfy { CurveColumn.columns(of: [$0]).contains(column) }
    }
    return Array(common.suffix(1))
  }

  private static func chart(
    of groups: [RunGroup], over x: Abscissa, _ columns: [CurveColumn], isLogarithmic: Bool,
    smoothing: Int
  ) -> Chart {
    var lines: [ChartLine] = []
    for (number, group) in groups.enumerated() {
      for (place, column) in columns.enumerated() {
        let line = line(
          groups.count == 1 ? column.name : group.label, of: group, column, over: x,
          smoothing: smoothing, color: groups.count == 1 ? place : number, dashes: place)
        if let line { lines.append(line) }
      }
    }
    let hasBand = lines.contains { $0.band != nil }
    let title = [
      groups.count == 1 ? groups[0].label : "", hasBand ? "mean and range of the runs" : "",
    ]
    return Chart(
      title: title.filter { !$0.isEmpty }.joined(separator: ": "), x: Axis(x.label),
      y: Axis(label(of: columns, smoothing: smoothing), isLogarithmic: isLogarithmic), lines: lines)
  }

  /// What the columns have in common.
  private static func label(of columns: [CurveColumn], smoothing: Int) -> String {
    var kinds: [String] = []
    for column in columns {
      let kind =
        columns.count == 1 ? column.name : String(column.name.split(separator: "_").last ?? "")
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds.joined(separator: ", ") + (smoothing > 1 ? ", mean of \(smoothing) epochs" : "")
  }

  /// Nil where a run of the group has no numbers in the column.
  private static func line(
    _ name: String, of group: RunGroup, _ column: CurveColumn, over x: Abscissa, smoothing: Int,
    color: Int, dashes: Int
  ) -> ChartLine? {
    let runs = group.runs.map { run in
      (
        x: (run.curves[x.rawValue] ?? []).map { $0 ?? .nan },
        y: smoothed((run.curves[column.name] ?? []).map { $0 ?? .nan }, smoothing)
      )
    }
    guard runs.allSatisfy({ $0.y.contains(where: \.isFinite) }) else { return nil }
    let rows = 0..<(runs.map { min($0.x.count, $0.y.count) }.min() ?? 0)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let ys = rows.map { row in runs.map { $0.y[row] } }
    return ChartLine(
      name, x: rows.map { row in mean(runs.map { $0.x[row] }) }, y: ys.map(mean),
      band: runs.count == 1
        ? nil : (lower: ys.map { $0.min() ?? .nan }, upper: ys.map { $0.max() ?? .nan }),
      color: color, dashes: dashes)
  }

  private static func smoothed(_ values: [Double], _ width: Int) -> [Double] {
    guard width > 1 else { return values }
    return values.indices.map { index in
      let window = values[max(0, index - width + 1)...index].filter(\.isFinite)
      return values[index].isFinite ? window.reduce(0, +) / Double(window.count) : .nan
    }
  }
}
