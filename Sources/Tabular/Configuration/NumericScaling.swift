/// How the numbers of a column are scaled.
package enum NumericScaling: String, CaseIterable, Sendable {
  case none
  /// To mean 0 and population deviation 1.
  case standard
  /// To [0, 1].
  case minMax = "min_max"
  /// The median to 0 and the middle half to a width of 1, then bent smoothly into (−3, 3).
  case robust
  /// To a normal distribution, by rank.
  case quantile
}
