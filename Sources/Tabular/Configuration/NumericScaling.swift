/// How numeric inputs are scaled.
package enum NumericScaling: String, CaseIterable, Sendable {
  case none
  /// To mean 0 and population deviation 1.
  case standard
  /// To [0, 1].
  case minMax = "min_max"
}
