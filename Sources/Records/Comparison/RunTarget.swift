package import System
import Training

/// A value of a curve that runs are to reach, such as `validation_loss=0.1`.
package struct RunTarget: Sendable {
  let column: CurveColumn
  let value: Double

  /// - Parameter groups: The runs, whose curves have the columns that can be named.
  /// - Throws: `usage` for another form, for no number, and where the curves have no such column.
  package init(_ text: String, of groups: [RunGroup]) throws(Failure) {
    let parts = text.parts(at: "=", most: 2)
    guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
      throw Failure(
        .usage, "--target \(text): expected a column and a number, such as validation_loss=0.1")
    }
    column = try CurveColumn.column(parts[0], of: groups)
    self.value = value
  }

  /// The first row of a run's curves that is as good as the target; nil where none is.
  func row(in run: RecordedRun) -> Int? {
    run.curves[column.name]?.firstIndex { $0.map { column.reaches($0, value) } ?? false }
  }
}
