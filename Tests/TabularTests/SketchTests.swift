import Tabular
import Testing

/// Quantiles of more numbers than are kept.
@Suite struct SketchTests {
  private static let orders: [(name: String, numbers: [Double])] = {
    let count = 1_000_000
    var random: [Double] = []
    var state: UInt64 = 11
    for _ in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let uniform = Double(state >> 11) * 0x1p-53
      random.append(uniform * uniform * uniform)
    }
    return [
      ("random", random), ("ascending", random.sorted()), ("descending", random.sorted(by: >)),
      ("few values", random.map { ($0 * 8).rounded() }),
      ("in turns", (0..<count).map { Double($0 % 1000) }),
    ]
  }()

  /// Ranks are within the bound, L/2¹⁷ with five levels, and the ends are exact.
  @Test(arguments: orders.indices)
  func ranksAreWithinTheBound(number: Int) {
    let (name, numbers) = Self.orders[number]
    let sorted = numbers.sorted()
    let sketch = SortedNumbers(numbers, most: 1000)
    #expect(sketch.quantile(0) == sorted[0] && sketch.quantile(1) == sorted[sorted.count - 1])
    let bound = 5.0 / 131_072 + 1e-6
    for step in 0...1000 {
      let share = Double(step) / 1000
      let found = sketch.quantile(share)
      // The ranks of numbers equal to it.
      let low = Double(sorted.partitioningIndex { $0 >= found }) / Double(sorted.count)
      let high = Double(sorted.partitioningIndex { $0 > found }) / Double(sorted.count)
      #expect(low - bound <= share && share <= high + bound, "\(name) \(share): \(low) to \(high)")
    }
  }

  /// Numbers that are kept have their quantiles to the last digit.
  @Test func fewNumbersAreExact() {
    let numbers = Self.orders[0].numbers
    let (all, kept) = (SortedNumbers(numbers), numbers.sorted())
    #expect(all.quantile(0.5) == (kept[499_999] + kept[500_000]) / 2)
  }
}

extension [Double] {
  /// The first index whose element meets a condition that all after it meet.
  fileprivate func partitioningIndex(_ condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
