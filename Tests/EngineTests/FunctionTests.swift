import Engine
import Glibc
import Testing

/// The vector functions against those of the C library.
@Suite struct FunctionTests {
  /// The greatest error, in units of the last place of the true value.
  private func worst<S: Scalar>(
    _ range: ClosedRange<Double>, _ function: (SIMD8<S>) -> SIMD8<S>, _ truth: (S) -> S
  ) -> S {
    let count = 80_000
    let step = (range.upperBound - range.lowerBound) / Double(count)
    var worst: S = 0
    for start in stride(from: 0, to: count, by: 8) {
      var x = SIMD8<S>()
      for lane in 0..<8 { x[lane] = S(range.lowerBound + Double(start + lane) * step) }
      let y = function(x)
      for lane in 0..<8 {
        let exact = truth(x[lane])
        guard exact.isFinite else { continue }
        #expect(y[lane].isFinite)
        worst = max(worst, abs(y[lane] - exact) / exact.ulp)
      }
    }
    return worst
  }

  @Test(arguments: [-87.0...88, -1...1, -1e-3...1e-3, -103...(-87)])
  func exponentialIsWithinTwoUnits(range: ClosedRange<Double>) {
    #expect(worst(range, Float.exponential) { Float(exp(Double($0))) } <= 2)
    #expect(worst(range, Double.exponential) { exp($0) } <= 2)
    let wide = (range.lowerBound * 8)...(range.upperBound * 8)
    #expect(worst(wide, Double.exponential) { exp($0) } <= 2)
  }

  @Test(arguments: [-12.0...12, -1...1, -1e-3...1e-3, -1e-20...1e-20])
  func hyperbolicTangentIsWithinThreeUnits(range: ClosedRange<Double>) {
    #expect(worst(range, Float.hyperbolicTangent) { Float(tanh(Double($0))) } <= 2)
    #expect(worst(range, Double.hyperbolicTangent) { tanh($0) } <= 3)
  }

  @Test(arguments: [1e-40...1e-37, 1e-3...1e3, 0.7...1.5, 1e30...1e38])
  func logarithmIsWithinTwoUnits(range: ClosedRange<Double>) {
    #expect(worst(range, Float.logarithm) { Float(log(Double($0))) } <= 2)
    #expect(worst(range, Double.logarithm) { log($0) } <= 2)
  }

  @Test(arguments: [-0.99...1, -1e-3...1e-3, 1e-20...1e-19, 1e3...1e6])
  func logarithmOfOnePlusIsWithinTwoUnits(range: ClosedRange<Double>) {
    #expect(worst(range, Float.logarithmOfOnePlus) { Float(log1p(Double($0))) } <= 2)
    #expect(worst(range, Double.logarithmOfOnePlus) { log1p($0) } <= 2)
  }

  @Test(arguments: [-7.0...7, -1...1, -1e-3...1e-3, 0.9...1.1, -1e-20...1e-20])
  func errorFunctionIsWithinTwoUnits(range: ClosedRange<Double>) {
    #expect(worst(range, Float.errorFunction) { Float(erf(Double($0))) } <= 2)
    #expect(worst(range, Double.errorFunction) { (x: Double) in erf(x) } <= 2)
  }

  @Test func extremesAreAsInTheCLibrary() {
    func check<S: Scalar>(_ type: S.Type) {
      let x = SIMD8<S>(0, -0.0, .infinity, -.infinity, .nan, 1000, -1000, -1)
      let e = S.exponential(x)
      #expect(e[0] == 1 && e[1] == 1 && e[2] == .infinity && e[3] == 0 && e[4].isNaN)
      #expect(e[5] == .infinity && e[6] == 0)
      let t = S.hyperbolicTangent(x)
      #expect(t[0] == 0 && t[2] == 1 && t[3] == -1 && t[4].isNaN && t[5] == 1 && t[6] == -1)
      let l = S.logarithm(x)
      #expect(l[0] == -.infinity && l[2] == .infinity && l[3].isNaN && l[4].isNaN && l[7].isNaN)
      let p = S.logarithmOfOnePlus(x)
      #expect(p[0] == 0 && p[2] == .infinity && p[4].isNaN && p[7] == -.infinity)
      #expect(p[6].isNaN)
      let r = S.errorFunction(x)
      #expect(r[0] == 0 && r[2] == 1 && r[3] == -1 && r[4].isNaN && r[5] == 1 && r[6] == -1)
    }
    check(Float.self)
    check(Double.self)
  }
}
