/// The part of a surface that is drawn, and at which heights its contours are.
struct DescentFrame {
  /// The points at which the surface is taken, along each side.
  static let side = 161

  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// Row by row from the lowest y, in each from the lowest x.
  let values: [Double]

  /// The surface's own part, widened for paths that leave it, though not for those that leave it far.
  init(_ descent: Descent) {
    let surface = descent.surface
    let points = descent.paths.flatMap(\.points)
    let kind = type(of: surface)
    let xRange = Self.widened(kind.xRange, points.map(\.x))
    let yRange = Self.widened(kind.yRange, points.map(\.y))
    self.xRange = xRange
    self.yRange = yRange
    values = (0..<Self.side).flatMap { row in
      (0..<Self.side).map { column in
        surface.value(x: Self.place(column, in: xRange), y: Self.place(row, in: yRange))
      }
    }
  }

  private static func widened(
    _ range: ClosedRange<Double>, _ values: [Double]
  ) -> ClosedRange<Double> {
    let length = range.upperBound - range.lowerBound
    let near = values.filter { range.lowerBound - length...range.upperBound + length ~= $0 }
    let (least, greatest) = (near.min() ?? range.lowerBound, near.max() ?? range.upperBound)
    return min(
      range.lowerBound, least - 0.03 * length)...max(
        range.upperBound, greatest + 0.03 * length)
  }

  /// A coordinate of a point at which the surface is taken.
  static func place(_ number: Int, in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(number) / Double(side - 1)
  }

  /// Heights that divide the drawn part into stripes, the lower the narrower: the area below the kth of
  /// n is (k / (n + 1))² of the whole.
  func levels(_ count: Int) -> [Double] {
    let sorted = values.sorted()
    return (1...count).map { sorted[$0 * $0 * sorted.count / ((count + 1) * (count + 1))] }
  }
}
