/// From where on data hinder learning, before training and after it.
package enum DataLimits {
  /// The root mean square of an input beyond which initial weights, drawn for about 1, are too large.
  package static let largestInputSize = 10.0
  /// How many times the rows of one class another may have.
  package static let largestClassRatio = 10.0
}
