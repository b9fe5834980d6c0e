/// x, or the limit that it is beyond: max(−c, min(c, x)).
package struct Clip: UnaryOperation {
  package var name: String { "clip" }
  private let limit: Double
  package static let derivativeReads = DerivativeReads.input

  package init(to limit: Double) { self.limit = limit }

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    let limit = N(limit)
    let below = N.wherePositive(x - limit, then: limit, otherwise: x)
    return N.whereNegative(x + limit, then: -limit, otherwise: below)
  }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    N.wherePositive(N.absolute(x) - N(limit), then: N(0), otherwise: N(1))
  }

  package static var examples: [Example] {
    [Example(Clip(to: 0.8), [.init(Shape(.batch, 5), kinks: [-0.8, 0.8])])]
  }
}
