import Randomness
import Testing

@Suite struct RandomStreamTests {
  /// The known answers published with the authors' library Random123.
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func givesThePublishedAnswers(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>
  ) {
    #expect(Philox.bits(counter, key: key) == answer)
  }

  /// Also where the lower half of the counter begins anew.
  @Test(arguments: [0, 1, 1 << 20, 1 << 32 - 8, 1 << 32 - 3, 5 << 32 - 1])
  func eightAtATimeEqualOneByOne(index: Int) {
    let stream = RandomStream(seed: 0x1234_5678_9ABC_DEF0, .dropout, major: 7, minor: 3)
    let words = stream.bitsOfEight(from: index)
    for lane in 0..<8 {
      let bits = SIMD4(words.0[lane], words.1[lane], words.2[lane], words.3[lane])
      #expect(SIMD4<UInt32>(truncatingIfNeeded: bits) == stream.bits(index + lane))
      #expect(bits.max() <= UInt64(UInt32.max))
    }
  }

  /// The order is that of Fisher and Yates with a draw for each element, two of them from the bits of one index.
  @Test(arguments: [0, 1, 2, 3, 15, 16, 17, 33, 1000])
  func shufflesByOneDrawForEachElement(count: Int) {
    let stream = RandomStream(seed: 3, .shuffle, major: 2)
    var expected = Array(0..<Int32(count))
    for last in stride(from: count - 1, to: 0, by: -1) {
      let bits = stream.bits(last / 2)
      let (high, low) = last % 2 == 0 ? (bits[0], bits[1]) : (bits[2], bits[3])
      let word = UInt64(high) << 32 | UInt64(low)
      expected.swapAt(last, Int(word.multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    var order = Array(0..<Int32(count))
    order.withUnsafeMutableBufferPointer { stream.shuffle($0) }
    #expect(order == expected)
  }

  @Test func numbersOfDifferentPurposesDiffer() {
    let streams = [
      RandomStream(seed: 1, .shuffle), RandomStream(seed: 2, .shuffle),
      RandomStream(seed: 1, .dropout), RandomStream(seed: 1, .shuffle, major: 1),
      RandomStream(seed: 1, .shuffle, minor: 1), RandomStream(seed: 1 << 32, .shuffle),
      RandomStream(seed: 1, .shuffle, major: 1 << 32),
      RandomStream(seed: 1, .shuffle, minor: 1 << 16),
      RandomStream(seed: 1, .shuffle, minor: 1 << 16 | 1),
      RandomStream(seed: 1, .shuffle, minor: -1),
      RandomStream(seed: 1, .shuffle, major: 1 << 40),
      RandomStream(seed: 1, .shuffle, major: 1 << 41),
      RandomStream(seed: 1, .dropout, minor: 1 << 16),
    ]
    let first = streams.map { $0.bits(0) }
    for (index, bits) in first.enumerated() {
      #expect(!first[..<index].contains(bits))
    }
  }

  @Test func uniformNumbersFillTheUnitInterval() {
    let random = RandomStream(seed: 3, .split)
    let numbers = (0..<10_000).flatMap { [random.uniforms($0).0, random.uniforms($0).1] }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(numbers.allSatisfy { 0 <= $0 && $0 < 1 })
    // Five standard errors of the mean and of the variance of uniform numbers.
    #expect(abs(mean - 0.5) < 0.0103)
    #expect(abs(variance - 1 / 12) < 0.0027)
  }

  @Test func normalNumbersHaveMeanZeroAndDeviationOne() {
    let random = RandomStream(seed: 3, .split)
    let numbers = (0..<20_000).map { random.normal($0) }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 0.036)
    #expect(abs(variance - 1) < 0.05)
  }

  @Test func shufflingGivesEachOrderEquallyOften() {
    var counts: [[Int32]: Int] = [:]
    for epoch in 0..<6000 {
      var order: [Int32] = [0, 1, 2]
      order.withUnsafeMutableBufferPointer {
        RandomStream(seed: 9, .shuffle, major: epoch).shuffle($0)
      }
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
  }
}
