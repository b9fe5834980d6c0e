/// Random numbers as a function of a seed and a place: Philox4x32-10 (J. Salmon et al., Parallel Random
/// Numbers: As Easy as 1, 2, 3, SC 2011).
package enum SplitRandom {
  /// The four words of the block with that counter under that key.
  package static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = UInt64(0xd251_1f53) * UInt64(counter[0])
      let second = UInt64(0xcd9e_8d57) * UInt64(counter[2])
      counter = SIMD4(
        UInt32(second >> 32) ^ counter[1] ^ key[0], UInt32(truncatingIfNeeded: second),
        UInt32(first >> 32) ^ counter[3] ^ key[1], UInt32(truncatingIfNeeded: first))
      key &+= SIMD2(0x9e37_79b9, 0xbb67_ae85)
    }
    return counter
  }

  /// A number in 0 ..< bound, for the draw with that index in that stratum.
  static func draw(below bound: Int, seed: UInt64, stratum: Int, index: Int) -> Int {
    let words = block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
        UInt32(truncatingIfNeeded: stratum), purpose),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    let random = UInt64(words[0]) << 32 | UInt64(words[1])
    return Int(random.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Keeps these numbers apart from those drawn with the same seed for anything else ("Spli").
  private static let purpose: UInt32 = 0x5370_6c69
}
