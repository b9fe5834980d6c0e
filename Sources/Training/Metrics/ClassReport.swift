/// How well the rows of one class were told from others.
package struct ClassReport: Sendable {
  /// The share of the rows predicted to be of the class that are; 0 where there are none.
  package let precision: Double
  /// The share of the class's rows that are predicted to be; 0 where there are none.
  package let recall: Double
  /// The harmonic mean of both; 0 where the class does not occur.
  package let f1: Double
  /// The rows of the class.
  package let support: Int
}
