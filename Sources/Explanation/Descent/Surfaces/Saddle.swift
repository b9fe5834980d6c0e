package import Engine
package import Spec

/// x² − y² + ¼ y⁴: a saddle at (0, 0) between the minima (0, ±√2).
package struct Saddle: LossSurface {
  package static let name = "saddle"
  package static let meaning = "flat at (0, 0), from which two valleys fall away along y"
  package static let fields: [Field<Saddle>] = []
  package static let xRange = -2.0...2.0
  package static let yRange = -2.5...2.5

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    x * x - y * y + N(0.25) * (y * y * y * y)
  }
}
