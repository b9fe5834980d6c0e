import Drawing
import Testing

struct VisibleRangeTests {
  private static let slow = (0..<100).map { 2 - 0.015 * Double($0) }

  @Test func anEvenFallIsDrawnWhole() {
    let range = VisibleRange([Self.slow])
    #expect(range.highest == nil)
    #expect(!range.isLogarithmic)
  }

  @Test func aPeakAtTheStartIsCutOff() throws {
    let range = VisibleRange([[1e6] + Self.slow, Self.slow.map { $0 + 0.1 }])
    let highest = try #require(range.highest)
    #expect(highest > 2.1 && highest < 3)
    #expect(!range.isLogarithmic)
    // With numbers below 0 too.
    let shifted = VisibleRange([[1e6] + Self.slow.map { $0 - 1 }])
    #expect(shifted.highest.map { $0 < 2 } == true)
  }

  @Test func powersOfTenHaveALogarithmicAxis() {
    let fall = (0..<60).map { 5 / Double(1 << ($0 / 4)) }
    let range = VisibleRange([fall])
    #expect(range.isLogarithmic)
    #expect(range.highest == nil)
  }

  @Test func whatHasNoFiniteValueHasNoRange() {
    #expect(VisibleRange([[.nan, .infinity], []]).highest == nil)
    #expect(VisibleRange([[0, 0, 0, 0, 0, 0, 0, 0, 0]]).highest == nil)
    #expect(VisibleRange([]).isLogarithmic == false)
  }

  @Test func linesAreCutOffWhereTheyLeaveTheChart() throws {
    var additions = SVGChart.Additions()
    additions.highest = 2
    let line = ChartLine("loss", x: [0, 1, 2], y: [1000, 2, 1], color: 0)
    let svg = try #require(
      SVGChart.lines(Chart(x: Axis("epoch"), y: Axis("loss"), lines: [line]), additions))
    let path = try #require(svg.split(separator: " d=\"").dropFirst().first?.prefix { $0 != "\"" })
    // It begins where it comes in from above, at the top of the chart.
    #expect(path.hasPrefix("M233 26L"), "\(path)")
    #expect(!svg.contains("1000"))
  }

  @Test func thinnedLinesKeepTheirPeaks() throws {
    var y = [Double](repeating: 0, count: 100_000)
    y[54_321] = 1
    let line = ChartLine("", x: y.indices.map(Double.init), y: y, color: 0)
    let svg = try #require(SVGChart.lines(Chart(x: Axis("step"), y: Axis("loss"), lines: [line])))
    let path = try #require(svg.split(separator: " d=\"").dropFirst().first?.prefix { $0 != "\"" })
    let heights = path.split { "ML".contains($0) }.compactMap {
      $0.split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(heights.count < 1000)
    #expect(heights.min() == 26)
  }
}
