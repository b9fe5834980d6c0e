package import Engine
package import Spec

/// ½ (x² + 50 y²): what the steep side allows is far too little for the flat one.
package struct Ravine: LossSurface {
  package static let name = "ravine"
  package static let meaning = "a quadratic bowl, fifty times steeper across than along"
  package static let fields: [Field<Ravine>] = []
  package static let xRange = -2.5...2.5
  package static let yRange = -1.5...1.5

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N, _ y: N) -> N {
    N(0.5) * (x * x + N(50) * (y * y))
  }
}
