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
    return TextTable(rows).text + unfinished
      + pairedGroups.map { "\n" + differences(ofGroup: $0) }.joined()
  }

  /// The groups with runs whose values are not those of an end.
  private var unfinished: String {
    groups.map { group in
      func note(_ count: Int, _ what: String) -> String {
        count == 0 ? "" : "\(group.label.shown): \(count) of \(group.runs.count) \(what)\n"
      }
      return note(
        group.divergedRuns, "diverged; the values are from before that, and show no result")
        + note(group.unfinishedRuns, "not finished; the values are those so far")
    }.joined()
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
