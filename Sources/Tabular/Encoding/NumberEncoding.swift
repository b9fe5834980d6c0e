/// A number x becomes (x − shift) / scale.
package struct NumberEncoding: Hashable, Sendable {
  /// The training rows' mean, which stands for a missing number.
  package var fill: Double
  package var shift: Double
  /// 0 for a constant column, all of which becomes 0.
  package var scale: Double
}
