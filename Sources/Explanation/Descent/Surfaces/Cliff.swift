package import Engine
package import Spec

/// A cliff between two gentle slopes, as the losses of recurrent networks have it (Pascanu, Mikolov and
/// Bengio 2013): σ(20 (x − ½)) + 0.05 (x + 1)² + ½ y².
package struct Cliff: LossSurface {
  package static let name = "cliff"
  package static let meaning =
    "a plain that ends at a steep face, with the minimum beyond it near (-1, 0)"
  package static let fields: [Field<Cliff>] = []
  package static let xRange = -4.0...2.0
  package static let yRange = -2.0...2.0

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    let a = x + N(1)
    return N.sigmoid(N(20) * (x - N(0.5))) + N(0.05) * (a * a) + N(0.5) * (y * y)
  }
}
