import Drawing
import Spec
import System
import Training

extension RunComparison {
  /// Tables for people: settings and measures by groups, then the paired differences.
  package var text: String {
    var rows = [[""] + groups.map(\.label)]
    rows += settings.map { key, values in [key] + values.map { $0 ?? "–" } }
    rows += measures.indices.map { measure in
      [measures[measure]]
        + groups.indices.map { statistic(measure, ofGroup: $0).text ?? "–" }
    }
    return TextTable(rows).text + unfinished.map { $0.shown + "\n" }.joined()
      + pairedGroups.map { "\n" + differences(ofGroup: $0) }.joined()
  }

  /// What is to be said of groups with runs whose values are not those of an end.
  var unfinished: [String] {
    groups.flatMap { group in
      [
        (group.divergedRuns, "diverged; the values are from before that, and show no result"),
        (group.unfinishedRuns, "not finished; the values are those so far"),
      ].filter { $0.0 > 0 }.map { "\(group.label): \($0) of \(group.runs.count) \($1)" }
    }
  }

  private func differences(ofGroup group: Int) -> String {
    let (label, first) = (groups[group].label.shown, groups[0].label.shown)
    let title = "\(label) minus \(first), paired by seed or fold:\n"
    let heading = ["", "pairs", "mean", "95 % from", "to", ""]
    let rows = measures.indices.compactMap { measure -> [String]? in
      guard let difference = difference(measure, ofGroup: group) else { return nil }
      return [measures[measure], String(difference.count)]
        + [difference.mean, difference.lower, difference.upper].map {
          Decimals.text($0, digits: 4)
        } + [difference.isClear ? "*" : ""]
    }
    return title + TextTable([heading] + rows, numbersFromColumn: 1).text
      + "* the interval excludes 0\n"
  }
}
