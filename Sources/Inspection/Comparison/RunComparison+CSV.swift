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
    return rows.map { $0.map(Self.cell).joined(separator: ",") + "\n" }.joined()
  }

  /// A cell as RFC 4180 has it.
  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
