package import Engine
package import Spec

/// (1 − x)² + 100 (y − x²)² (Rosenbrock 1960).
package struct Rosenbrock: LossSurface {
  package static let name = "rosenbrock"
  package static let meaning = "a bent, narrow valley; the minimum is at (1, 1)"
  package static let fields: [Field<Rosenbrock>] = []
  package static let xRange = -2.0...2.0
  package static let yRange = -1.0...3.0

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    let (a, b) = (N(1) - x, y - x * x)
    return a * a + N(100) * (b * b)
  }
}
