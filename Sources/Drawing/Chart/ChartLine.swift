/// A line of a chart. It is told from others by colour, dashes and markers together.
package struct ChartLine: Sendable {
  /// What the legend calls it.
  package let name: String
  /// [points]
  package let x: [Double]
  /// [points]; the line has a gap where a value is not finite.
  package let y: [Double]
  /// The least and the greatest value at each point, for a band around the line.
  package let band: (lower: [Double], upper: [Double])?
  /// The number of the colour in `Palette`.
  package let color: Int
  /// The number of the pattern of dashes; 0 is an unbroken line.
  package let dashes: Int

  package init(
    _ name: String, x: [Double], y: [Double], band: (lower: [Double], upper: [Double])? = nil,
    color: Int, dashes: Int = 0
  ) {
    self.name = name
    self.x = x
    self.y = y
    self.band = band
    self.color = color
    self.dashes = dashes
  }
}
