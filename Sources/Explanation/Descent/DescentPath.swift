/// The way that an optimizer takes down a surface.
package struct DescentPath: Sendable {
  /// A place on the way.
  package struct Point: Sendable {
    package let x: Double
    package let y: Double
    package let value: Double
  }

  /// The optimizer as the user named it.
  package let name: String
  /// The start and the place after each update.
  package let points: [Point]
  /// Whether the next update led to a number that is not finite.
  package let diverged: Bool
}
