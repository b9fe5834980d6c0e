import Glibc
import Numerics
import Testing

/// The functions beside those of C in 80 bits.
@Suite struct FunctionTests {
  /// The most units in the last place between a function and the true value, at some thousand places.
  private func worst(
    _ places: [Double], _ function: (Double) -> Double, _ truth: (Float80) -> Float80
  ) -> Double {
    places.map { place in
      let (value, expected) = (function(place), truth(Float80(place)))
      return Double((Float80(value) - expected).magnitude / Float80(value.ulp))
    }.max() ?? .infinity
  }

  /// Numbers from one to another, unevenly enough to meet all kinds of last digits.
  private func places(_ range: ClosedRange<Double>, count: Int = 20_000) -> [Double] {
    (0..<count).map { number in
      let share = (Double(number) * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
      return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
  }

  @Test(arguments: [1e-300...1e-290, 1e-3...0.7, 0.7...1.5, 0.999...1.001, 1...1000, 1e290...1e300])
  func logarithmIsRight(range: ClosedRange<Double>) {
    #expect(worst(places(range), Functions.logarithm, logl) < 0.6)
  }

  @Test(arguments: [-0.999...0, -1e-9...1e-9, 0...1, 1...100, 1e10...1e20])
  func logarithmOfOnePlusIsRight(range: ClosedRange<Double>) {
    let places = places(range).filter { $0 != 0 }
    #expect(worst(places, Functions.logarithmOfOnePlus, log1pl) < 0.6)
  }

  @Test(arguments: [-708...(-700), -40...0, -1...1, -1e-9...1e-9, 0...700])
  func exponentialIsRight(range: ClosedRange<Double>) {
    #expect(worst(places(range), Functions.exponential, expl) < 0.7)
  }

  @Test(arguments: [0, 1, 2, 3, 17, 1000, 37_000])
  func powerIsRight(exponent: Int) {
    let truth = { powl($0, Float80(exponent)) }
    #expect(worst(places(0.99...1.01), { Functions.power($0, exponent) }, truth) < 0.51)
  }

  @Test func sineAndCosineAreRight() {
    // An eighth of a turn at most, where the angle in radians has all digits.
    let places = places(-0.125...0.125)
    #expect(worst(places, { Functions.sineAndCosine(turns: $0).sine }) { sinl($0 * 2 * .pi) } < 0.8)
    #expect(worst(places, Functions.cosine) { cosl($0 * 2 * .pi) } < 0.8)
    for place in places {
      let (sine, cosine) = Functions.sineAndCosine(turns: place)
      // What is behind the point stays as it is beside a quarter, and so does all that follows from it.
      guard (place + 2) - 2 == place else { continue }
      for turns in [place + 1, place - 1] {
        #expect(Functions.sineAndCosine(turns: turns) == (sine, cosine))
      }
    }
    for (quarters, expected) in [
      (1, (1.0, 0.0)), (2, (0, -1)), (3, (-1, 0)), (-1, (-1, 0)), (8, (0, 1)),
    ] {
      #expect(Functions.sineAndCosine(turns: Double(quarters) / 4) == expected)
    }
  }

  @Test func extremesAreThoseOfC() {
    let numbers: [Double] = [
      0, -0.0, 1, -1, -2, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      .leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 709.78, 709.79, -745, -745.14, -746,
    ]
    func agree(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
    for number in numbers {
      #expect(agree(Functions.logarithm(number), log(number)), "ln \(number)")
      #expect(agree(Functions.logarithmOfOnePlus(number), log1p(number)), "ln(1 + \(number))")
      #expect(agree(Functions.exponential(number), exp(number)), "exp \(number)")
      for exponent in [0, 1, 2, 5000] {
        let power = Functions.power(number, exponent)
        #expect(agree(power, pow(number, Double(exponent))), "\(number) to \(exponent)")
      }
    }
    #expect(Functions.cosine(turns: .infinity).isNaN && Functions.cosine(turns: .nan).isNaN)
  }

  /// Bits that any build on any machine gives.
  @Test func bitsAreThese() {
    var hash: UInt64 = 0
    for number in places(0.001...1.999) {
      let (sine, cosine) = Functions.sineAndCosine(turns: number)
      let values = [
        Functions.logarithm(number), Functions.logarithmOfOnePlus(number - 1),
        Functions.exponential(number * 10 - 10), Functions.power(number, 13), sine, cosine,
      ]
      for value in values { hash = (hash ^ value.bitPattern) &* 0x100_0000_01B3 }
    }
    #expect(hash == 2_645_747_277_740_818_859)
  }
}
