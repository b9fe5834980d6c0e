package import Tabular

/// What is known of an input column: what it was taken for, and figures of the training rows.
package struct ColumnFacts: Sendable {
  /// A way in which the column alone gives a target away.
  package enum Leak: Sendable {
    /// Each value goes with one class.
    case classes(values: Int)
    /// The correlation with a target.
    case correlation(Double, target: String)
  }

  package let report: ColumnReport
  package let input: InputColumn
  /// How its numbers are scaled; nil where it has none.
  package let scaling: NumericScaling?
  /// How many different values the training rows have, missing ones aside; of texts those that are told
  /// apart.
  package let distinct: Int
  /// The training rows without a value.
  package let missing: Int
  /// What all cells of the file say against it; nil where there may be something to learn.
  package let judgement: ColumnJudgement?
  /// Whether points taken for decimal points may stand between thousands.
  package let mayBeThousands: Bool
  /// How a sample of the training rows is spread over the values, and over their order; equal columns
  /// have equal ones.
  let sample: ColumnPattern.Sample
  /// The root of the mean square of the number as the network gets it; nil where it gets none.
  package let size: Double?
  /// Of the categories that are told apart, how many training rows have each; empty for other columns.
  package let categoryRows: [Int]
  package let leak: Leak?

  package var name: String { report.name }
}
