internal import Numerics

/// Random numbers as a function of seed, purpose, two further numbers (such as epoch and layer) and
/// an index: the same whatever was drawn before, and by which thread.
package struct RandomStream: Sendable {
  private let key: SIMD2<UInt32>
  private let high: SIMD2<UInt32>

  /// - Parameters:
  ///   - major: such as the epoch or update.
  ///   - minor: such as the layer.
  package init(seed: UInt64, _ purpose: RandomPurpose, major: Int = 0, minor: Int = 0) {
    var key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    // The counter has room for 40 bits of the one and 16 of the other; what is beyond makes another key.
    let (majorRest, minorRest) = (major >> 40, minor >> 16)
    if majorRest != 0 || minorRest != 0 {
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: minorRest), UInt32(truncatingIfNeeded: minorRest >> 32),
        UInt32(truncatingIfNeeded: majorRest), purpose.rawValue)
      let bits = Philox.bits(counter, key: key)
      key = SIMD2(bits[0], bits[1])
    }
    self.key = key
    let rest =
      purpose.rawValue << 24 | UInt32(truncatingIfNeeded: minor & 0xFFFF) << 8
      | UInt32(truncatingIfNeeded: (major >> 32) & 0xFF)
    high = SIMD2(UInt32(truncatingIfNeeded: major), rest)
  }

  /// 128 random bits.
  @inline(__always)
  package func bits(_ index: Int) -> SIMD4<UInt32> {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), high[0], high[1])
    return Philox.bits(counter, key: key)
  }

  /// Two numbers, uniform in [0, 1), each of 53 bits.
  package func uniforms(_ index: Int) -> (Double, Double) {
    let bits = bits(index)
    let first = UInt64(bits[0]) << 32 | UInt64(bits[1])
    let second = UInt64(bits[2]) << 32 | UInt64(bits[3])
    return (Double(first >> 11) * 0x1p-53, Double(second >> 11) * 0x1p-53)
  }

  /// A number of the normal distribution with mean 0 and deviation 1, by Box and Muller.
  package func normal(_ index: Int) -> Double {
    let (first, second) = uniforms(index)
    return (-2 * Functions.logarithm(1 - first)).squareRoot() * Functions.cosine(turns: second)
  }

  /// A number from 0 up to the bound, without it; even to within 2⁻⁶⁴ times the bound.
  package func draw(_ index: Int, below bound: Int) -> Int {
    let bits = bits(index)
    let word = UInt64(bits[0]) << 32 | UInt64(bits[1])
    return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Puts the elements into a random order, by Fisher and Yates.
  package func shuffle(_ elements: UnsafeMutableBufferPointer<Int32>) {
    // Each draw of 128 bits serves two elements.
    withUnsafeTemporaryAllocation(of: SIMD2<UInt64>.self, capacity: 8) { pairs in
      var last = elements.count - 1
      while last > 0 {
        let first = last / 16 * 16
        let words = bitsOfEight(from: first / 2)
        let (even, odd) = (words.0 &<< 32 | words.1, words.2 &<< 32 | words.3)
        for pair in 0..<8 { pairs[pair] = SIMD2(even[pair], odd[pair]) }
        while last >= max(first, 1) {
          let word = pairs[(last - first) / 2][last % 2]
          elements.swapAt(last, Int(word.multipliedFullWidth(by: UInt64(last + 1)).high))
          last -= 1
        }
      }
    }
  }

  /// The random bits of an index and of the seven behind it: in each vector a word of each of them, below 2³².
  package func bitsOfEight(
    from index: Int
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    let indices =
      SIMD8(repeating: UInt64(truncatingIfNeeded: index)) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
    return Philox.bits(
      (
        indices & 0xFFFF_FFFF, indices &>> 32, SIMD8(repeating: UInt64(high[0])),
        SIMD8(repeating: UInt64(high[1]))
      ), key: key)
  }
}
