/// What an axis of a chart is called, and how it is divided.
package struct Axis: Sendable {
  /// The name of what is drawn along it, with its unit where it has one.
  package let label: String
  /// Equal ways are equal factors; what is not above 0 has no place.
  package let isLogarithmic: Bool

  package init(_ label: String, isLogarithmic: Bool = false) {
    self.label = label
    self.isLogarithmic = isLogarithmic
  }
}
