/// How a category becomes inputs of the network.
package enum CategoryForm: String, CaseIterable, Sendable {
  /// An input for each category, of which one is 1.
  case oneHot = "one_hot"
  /// The category's number, for which the network learns a vector.
  case embedding
}
