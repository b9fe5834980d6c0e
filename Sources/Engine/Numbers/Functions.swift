internal import Glibc

/// Lane by lane application of a function of the C library.
@inline(__always)
private func each<S>(_ x: SIMD8<S>, _ function: (S) -> S) -> SIMD8<S> {
  var result = x
  for lane in 0..<8 { result[lane] = function(x[lane]) }
  return result
}

extension Float {
  @inline(__always)
  package static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> { each(x) { expf($0) } }
  @inline(__always)
  package static func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> { each(x) { logf($0) } }
  @inline(__always)
  package static func logarithmOfOnePlus(_ x: SIMD8<Float>) -> SIMD8<Float> {
    each(x) { log1pf($0) }
  }
  @inline(__always)
  package static func hyperbolicTangent(_ x: SIMD8<Float>) -> SIMD8<Float> {
    each(x) { tanhf($0) }
  }
}

extension Double {
  @inline(__always)
  package static func exponential(_ x: SIMD8<Double>) -> SIMD8<Double> { each(x) { exp($0) } }
  @inline(__always)
  package static func logarithm(_ x: SIMD8<Double>) -> SIMD8<Double> { each(x) { log($0) } }
  @inline(__always)
  package static func logarithmOfOnePlus(_ x: SIMD8<Double>) -> SIMD8<Double> {
    each(x) { log1p($0) }
  }
  @inline(__always)
  package static func hyperbolicTangent(_ x: SIMD8<Double>) -> SIMD8<Double> {
    each(x) { tanh($0) }
  }
}
