extension SIMD8: Number where Scalar: Engine.Scalar {
  @inline(__always)
  package init(_ constant: Double) { self.init(repeating: Scalar(constant)) }

  @inline(__always)
  package static func exponential(_ x: Self) -> Self { Scalar.exponential(x) }

  @inline(__always)
  package static func logarithm(_ x: Self) -> Self { Scalar.logarithm(x) }

  @inline(__always)
  package static func logarithmOfOnePlus(_ x: Self) -> Self { Scalar.logarithmOfOnePlus(x) }

  @inline(__always)
  package static func squareRoot(_ x: Self) -> Self { x.squareRoot() }

  @inline(__always)
  package static func hyperbolicTangent(_ x: Self) -> Self { Scalar.hyperbolicTangent(x) }

  @inline(__always)
  package static func errorFunction(_ x: Self) -> Self { Scalar.errorFunction(x) }

  @inline(__always)
  package static func wherePositive(_ condition: Self, then: Self, otherwise: Self) -> Self {
    Scalar.whereLess(.zero, condition, then: then, otherwise: otherwise)
  }

  @inline(__always)
  package static func whereNegative(_ condition: Self, then: Self, otherwise: Self) -> Self {
    Scalar.whereLess(condition, .zero, then: then, otherwise: otherwise)
  }
}
