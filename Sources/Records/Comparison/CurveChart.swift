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

  /// The chart. Groups have a colour each and columns their dashes; for a single group the columns have
  /// the colours.
  /// - Parameters:
  ///   - columns: Those of `curves.csv` to draw; nil for the losses of training and validation rows.
  ///   - isLogarithmic: Whether equal heights are equal factors; a value that is not above 0 is a gap.
  ///   - smoothing: Of each run, how many rows a point is the mean of: its own and those before it,
  ///     fewer at the start.
  /// - Throws: `usage` where no run has numbers in a column.
  package static func chart(
    of groups: [RunGroup], over x: Abscissa = .epoch, columns names: [String]? = nil,
    isLogarithmic: Bool = false, smoothing: Int = 1
  ) throws(Failure) -> Chart {
    var columns: [CurveColumn] = []
    for name in names ?? [] {
      let column = try CurveColumn.column(name, of: groups)
      if !columns.contains(column) { columns.append(column) }
    }
    if names == nil {
      columns = CurveColumn.columns(of: groups).filter {
        ["train_loss", "validation_loss"].contains($0.name)
      }
    }
    var lines: [ChartLine] = []
    for (number, group) in groups.enumerated() {
      for (place, column) in columns.enumerated() {
        let name =
          groups.count == 1
          ? column.name : columns.count == 1 ? group.label : "\(group.label) \(column.name)"
        let line = line(
          name, of: group, column, over: x, smoothing: smoothing,
          color: groups.count == 1 ? place : number, dashes: place)
        if let line { lines.append(line) }
      }
    }
    guard lines.contains(where: { $0.y.contains { $0.isFinite && (!isLogarithmic || $0 > 0) } })
    else { throw Failure(.usage, "no value can be drawn on this axis") }
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
