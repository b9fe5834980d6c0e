import Spec
import System
import Training

/// A column of `curves.csv` by which runs are judged.
package struct CurveColumn: Sendable, Equatable {
  package let name: String

  /// Nil where no value of the column is better than another.
  init?(_ name: String) {
    guard ["_loss", "_objective", "_accuracy", "_rmse"].contains(where: name.hasSuffix) else {
      return nil
    }
    self.name = name
  }

  /// Accuracies are to be high, losses and errors low.
  var isBetterHigh: Bool { name.hasSuffix("_accuracy") }

  /// Whether a value is as good as another, or better.
  func reaches(_ value: Double, _ goal: Double) -> Bool {
    isBetterHigh ? value >= goal : value <= goal
  }

  /// The columns of the groups' curves with numbers in them, in the order of the file.
  static func columns(of groups: [RunGroup]) -> [CurveColumn] {
    var names: [String] = []
    for curves in groups.flatMap(\.runs).map(\.curves) {
      for name in curves.names
      where !names.contains(name) && curves[name]?.contains(where: { $0 != nil }) == true {
        names.append(name)
      }
    }
    return names.compactMap { CurveColumn($0) }
  }

  /// The column of that name.
  /// - Throws: `usage` where the groups' curves have no numbers of that name.
  static func column(_ name: String, of groups: [RunGroup]) throws(Failure) -> CurveColumn {
    let columns = columns(of: groups)
    if let column = columns.first(where: { $0.name == name }) { return column }
    let names = columns.map(\.name)
    let isEmpty =
      CurveColumn(name) != nil
      && groups.contains { group in
        group.runs.contains { $0.curves.names.contains(name) }
      }
    throw Failure(
      .usage,
      isEmpty
        ? "the curves have no numbers in column \(name.quoted), expected \(names.listed(by: "or"))"
        : "no column \(name.quoted) to compare runs by"
          + suggestion(for: name, among: names, orExpected: names.listed(by: "or")))
  }
}
