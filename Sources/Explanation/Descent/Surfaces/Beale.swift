package import Engine
package import Spec

/// (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² (Beale 1958).
package struct Beale: LossSurface {
  package static let name = "beale"
  package static let meaning = "nearly flat with steep corners; the minimum is at (3, 0.5)"
  package static let fields: [Field<Beale>] = []
  package static let xRange = -4.5...4.5
  package static let yRange = -4.5...4.5

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    let a = N(1.5) - x + x * y
    let b = N(2.25) - x + x * (y * y)
    let c = N(2.625) - x + x * (y * y * y)
    return a * a + b * b + c * c
  }
}
