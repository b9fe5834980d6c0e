import Tabular

extension RunComparison {
  /// A row for each run: its group, its folder, the settings that differ, the measures; empty where
  /// there is nothing.
  package var csv: String {
    var rows = [["group", "run"] + settings.map(\.key) + measures]
    for (group, runs) in zip(groups, values) {
      for (run, values) in zip(group.runs, runs) {
        rows.append(
          [group.label, run.directory] + settings.map { run.setting($0.key) ?? "" }
            + values.map { $0?.description ?? "" })
      }
    }
    return CellWriter(delimiter: ",").table(rows)
  }
}
