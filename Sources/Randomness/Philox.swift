/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
/// as easy as 1, 2, 3", 2011): a function from a counter and a key to 128 random bits.
package enum Philox {
  @inline(__always)
  package static func bits(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let (high0, low0) = UInt32(0xD251_1F53).multipliedFullWidth(by: counter[0])
      let (high1, low1) = UInt32(0xCD9E_8D57).multipliedFullWidth(by: counter[2])
      counter = SIMD4(
        high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0)
      key[0] &+= 0x9E37_79B9
      key[1] &+= 0xBB67_AE85
    }
    return counter
  }

  /// The bits of eight counters, the first words in the first vector; all words are below 2³², as are those given. That
  /// is written into the products, so that they are those of 32 bits.
  @inline(__always)
  static func bits(
    _ counters: (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>), key: SIMD2<UInt32>
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    var (a, b, c, d) = counters
    var key = key
    for _ in 0..<10 {
      let first = (a & 0xFFFF_FFFF) &* SIMD8(repeating: 0xD251_1F53)
      let second = (c & 0xFFFF_FFFF) &* SIMD8(repeating: 0xCD9E_8D57)
      a = (second &>> 32) ^ b ^ SIMD8(repeating: UInt64(key[0]))
      c = (first &>> 32) ^ d ^ SIMD8(repeating: UInt64(key[1]))
      b = second & 0xFFFF_FFFF
      d = first & 0xFFFF_FFFF
      key[0] &+= 0x9E37_79B9
      key[1] &+= 0xBB67_AE85
    }
    return (a, b, c, d)
  }
}
