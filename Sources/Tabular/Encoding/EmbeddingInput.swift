/// An input that is the number of a category, 0 ..< `categories`, for which the network is to look up
/// a vector.
package struct EmbeddingInput: Hashable, Sendable {
  /// The column's name in the CSV.
  package let column: String
  /// Which of the network's inputs it is.
  package let input: Int
  package let categories: Int
  /// How many numbers a vector has.
  package let dimensions: Int
  /// The category of texts that are rare, or not among the training rows'.
  package let other: Int
}
