/// By what the numbers of a row are divided, so that rows of different size become alike.
package enum RowNormalization: String, CaseIterable, Sendable {
  /// Nothing.
  case none
  /// The sum of their sizes, Σ |x|.
  case l1
  /// Their Euclidean norm, √(Σ x²).
  case l2
}
