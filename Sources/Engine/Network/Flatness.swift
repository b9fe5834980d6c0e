/// Where an activation levels off. A unit whose weighted sums lie there for all rows passes on hardly
/// a gradient, so that it hardly learns.
package enum Flatness: Sendable {
  /// Nowhere, or everywhere.
  case nowhere
  /// For low sums: units there are dead.
  case below
  /// For low and for high sums, with the given greatest slope in between: units there are saturated.
  case onBothSides(greatestSlope: Double)
}
