import Drawing
import System
import Tabular

/// The groups of inputs that layers may read, as a table for people.
enum GroupTable {
  /// Longer names are cut.
  private static let longestName = 24

  /// Nil where there is nothing to tell: one group without a shape.
  static func text(_ groups: [InputGroup]) -> String? {
    guard groups.count > 1 || groups.contains(where: { $0.extents.count > 1 }) else { return nil }
    return TextTable(
      [["group", "inputs", "shape", "steps"]]
        + groups.map { group in
          [
            group.name.shown(most: longestName), "\(group.columns.count)", "\(group.extents)",
            group.lengthColumn == nil ? "" : "may be missing at the end",
          ]
        }
    ).text
  }
}
