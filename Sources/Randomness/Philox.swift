/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
/// as easy as 1, 2, 3", 2011): a function from a counter and a key to 128 random bits.
package enum Philox {
  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  /// What is added to the key after each of the ten rounds.
  private static let keySteps = SIMD2<UInt32>(0x9E37_79B9, 0xBB67_AE85)

  @inline(__always)
  package static func bits(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let (high0, low0) = multipliers.0.multipliedFullWidth(by: counter[0])
      let (high1, low1) = multipliers.1.multipliedFullWidth(by: counter[2])
      counter = SIMD4(
        high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0)
      key &+= keySteps
    }
    return counter
  }

  /// The bits of eight counters, the first words in the first vector; all words are below 2³², and so must be those given.
  /// The masks tell the compiler so, which then multiplies 32 bits by 32.
  @inline(__always)
  static func bits(
    _ counters: (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>), key: SIMD2<UInt32>
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    var (a, b, c, d) = counters
    var key = key
    for _ in 0..<10 {
      let first = (a & 0xFFFF_FFFF) &* SIMD8(repeating: UInt64(multipliers.0))
      let second = (c & 0xFFFF_FFFF) &* SIMD8(repeating: UInt64(multipliers.1))
      a = (second &>> 32) ^ b ^ SIMD8(repeating: UInt64(key[0]))
      c = (first &>> 32) ^ d ^ SIMD8(repeating: UInt64(key[1]))
      b = second & 0xFFFF_FFFF
      d = first & 0xFFFF_FFFF
      key &+= keySteps
    }
    return (a, b, c, d)
  }
}
