package import Engine
package import Spec

/// ½ Σ (x⁴ − 16 x² + 5 x) over both coordinates (Styblinski and Tang 1990).
package struct LocalMinima: LossSurface {
  package static let name = "local-minima"
  package static let meaning = "four valleys of different depth, the deepest at (-2.9035, -2.9035)"
  package static let fields: [Field<LocalMinima>] = []
  package static let xRange = -4.5...4.5
  package static let yRange = -4.5...4.5

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    N(0.5) * (Self.part(x) + Self.part(y))
  }

  private static func part<N: Number>(_ x: N) -> N {
    x * x * x * x - N(16) * (x * x) + N(5) * x
  }
}
