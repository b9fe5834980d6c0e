import Drawing
package import System
package import Training

/// The comparison of the runs of a race, and its files in the race's folder.
package struct RaceRecord: Sendable {
  private let outcome: RaceOutcome
  private let groups: [RunGroup]
  private let comparison: RunComparison

  /// - Throws: As for reading runs.
  package init(_ outcome: RaceOutcome) throws(Failure) {
    var groups: [RunGroup] = []
    for (name, directories) in outcome.entrants {
      groups.append(try RunGroup(label: name, directories: directories))
    }
    self.outcome = outcome
    self.groups = groups
    comparison = RunComparison(groups)
  }

  /// Tables for people.
  package var text: String { comparison.text }

  /// Writes `comparison.txt`, `comparison.csv` and, where gnuplot is there, `curves.svg`.
  /// - Returns: Why there is no picture; nil where there is one.
  /// - Throws: As for writing.
  package func write(outputs: Outputs) throws(Failure) -> Failure? {
    try WholeFile.replace(
      outcome.file("comparison.txt"), with: FilePath.bytes(text), outputs: outputs)
    try WholeFile.replace(
      outcome.file("comparison.csv"), with: FilePath.bytes(comparison.csv), outputs: outputs)
    let picture: [UInt8]
    do {
      picture = try Gnuplot.picture(of: CurveChart.charts(of: groups), as: .svg)
    } catch {
      return error
    }
    try WholeFile.replace(outcome.file("curves.svg"), with: picture, outputs: outputs)
    return nil
  }
}
