/// The error function erf x = 2/√π ∫₀ˣ e^(−t²) dt.
package struct ErrorFunction: UnaryOperation {
  package var name: String { "error_function" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.errorFunction(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    N(1.128379167095512574) * N.exponential(-(x * x))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -3...3)])]
  }
}
