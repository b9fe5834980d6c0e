/// What is known of the rows of a split.
package struct SplitFacts: Sendable {
  /// `train`, `validation` or `test`.
  package let name: String
  package let rows: Int
  /// Rows of the file that had no target.
  package let leftOut: Int
  /// How many of the rows are among the training rows too, target included; of the training rows, how
  /// many others there were before that are equal.
  package let repeated: Int
}
