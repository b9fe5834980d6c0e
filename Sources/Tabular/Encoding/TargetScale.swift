/// A target y is learnt as (y − shift) / scale.
package struct TargetScale: Hashable, Sendable {
  /// The training rows' mean.
  package var shift: Double
  /// The training rows' population deviation; 1 for a constant target.
  package var scale: Double

  /// What was learnt, in the target's own units.
  package func unscaled(_ value: Double) -> Double { value * scale + shift }
}
