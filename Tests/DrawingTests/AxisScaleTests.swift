import Drawing
import Testing

struct AxisScaleTests {
  @Test func reachesFromTheLeastToTheGreatestFiniteValue() throws {
    let scale = try #require(AxisScale([3, .nan, -1, .infinity, 2]))
    #expect((scale.lower, scale.upper) == (-1, 3))
    #expect(scale.share(-1) == 0)
    #expect(scale.share(1) == 0.5)
    #expect(scale.share(5) == 1.5)
    #expect(scale.share(.nan) == nil)
  }

  @Test func aSingleValueIsInTheMiddle() throws {
    let four = try #require(AxisScale([4, 4]))
    #expect((four.lower, four.upper) == (2, 6))
    let zero = try #require(AxisScale([0]))
    #expect((zero.lower, zero.upper) == (-1, 1))
  }

  @Test func theLeastAndTheGreatestNumbersHaveAScale() throws {
    let least = Double.leastNonzeroMagnitude
    for values in [[least], [0, least], [-least, least], [.greatestFiniteMagnitude]] {
      let scale = try #require(AxisScale(values))
      #expect(values.allSatisfy { scale.share($0)?.isFinite == true })
      let logarithmic = AxisScale(values, isLogarithmic: true)
      #expect(values.allSatisfy { logarithmic?.share($0)?.isNaN != true })
      _ = (scale.ticks(atMost: 5), logarithmic?.ticks(atMost: 5))
    }
  }

  @Test func nothingToShowIsNoScale() {
    #expect(AxisScale([.nan, -.infinity]) == nil)
    #expect(AxisScale([0, -1], isLogarithmic: true) == nil)
  }

  @Test func theWidestRangeDoesNotOverflow() throws {
    let greatest = Double.greatestFiniteMagnitude
    let scale = try #require(AxisScale([-greatest, greatest]))
    #expect(scale.share(0) == 0.5)
  }

  @Test func equalFactorsAreEqualWays() throws {
    let scale = try #require(AxisScale([100, 0, 0.01, -5], isLogarithmic: true))
    #expect((scale.lower, scale.upper) == (0.01, 100))
    #expect(scale.share(1) == 0.5)
    #expect(scale.share(0) == nil)
    #expect(scale.share(-1) == nil)
  }

  struct Ticks: Sendable {
    let from: Double
    let to: Double
    var isLogarithmic = false
    let most: Int
    let texts: [String]
  }

  @Test(arguments: [
    Ticks(from: 0, to: 10, most: 6, texts: ["0", "2", "4", "6", "8", "10"]),
    Ticks(from: 0, to: 10, most: 5, texts: ["0", "5", "10"]),
    Ticks(from: -0.5, to: 0.5, most: 5, texts: ["-0.4", "-0.2", "0", "0.2", "0.4"]),
    Ticks(from: 1001, to: 1009, most: 4, texts: ["1002", "1004", "1006", "1008"]),
    Ticks(
      from: 0.01, to: 100, isLogarithmic: true, most: 5, texts: ["0.01", "0.1", "1", "10", "100"]),
    Ticks(from: 0.01, to: 100, isLogarithmic: true, most: 2, texts: ["0.01", "10"]),
    // Between few powers of ten there are some of their multiples, three at least.
    Ticks(from: 2, to: 8, isLogarithmic: true, most: 4, texts: ["2", "3", "5", "7"]),
    Ticks(from: 0.015, to: 0.13, isLogarithmic: true, most: 5, texts: ["0.02", "0.05", "0.1"]),
    Ticks(from: 0.05, to: 2, isLogarithmic: true, most: 5, texts: ["0.1", "0.3", "1"]),
    Ticks(
      from: 0.2, to: 70, isLogarithmic: true, most: 7, texts: ["0.3", "1", "3", "10", "30"]),
    // Within so little they are as on a linear axis.
    Ticks(
      from: 0.41, to: 0.44, isLogarithmic: true, most: 5, texts: ["0.41", "0.42", "0.43", "0.44"]),
  ])
  func ticksAreRound(_ example: Ticks) throws {
    let scale = try #require(
      AxisScale([example.from, example.to], isLogarithmic: example.isLogarithmic))
    let ticks = scale.ticks(atMost: example.most)
    #expect(ticks.map(\.text) == example.texts)
    for tick in ticks {
      let value = try #require(Double(tick.text))
      #expect(abs(tick.value - value) <= 1e-12 * abs(value))
    }
  }
}
