/// From where on data hinder learning, before training and after it.
enum DataLimits {
  /// The root mean square of an input beyond which initial weights, drawn for about 1, are too large.
  static let largestInputSize = 10.0
  /// How many times the rows of one class another may have.
  static let largestClassRatio = 10.0
}
