/// 64 bytes of a text, looked at all at once.
///
/// They are eight words rather than 64 lanes: the compiler turns arithmetic on few lanes into vector
/// instructions, but comparisons of many lanes into a loop.
struct ByteBlock {
  private let words: SIMD8<UInt64>

  /// The 64 bytes from here on, all of which must be readable.
  @inline(__always)
  init(_ start: UnsafePointer<UInt8>) {
    words = UnsafeRawPointer(start).loadUnaligned(as: SIMD8<UInt64>.self)
  }

  /// Which of the bytes are this one: a bit for each, the first byte's the lowest.
  @inline(__always)
  func places(of byte: UInt8) -> UInt64 {
    let sevenBits = SIMD8<UInt64>(repeating: 0x7f7f_7f7f_7f7f_7f7f)
    let difference = words ^ SIMD8(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
    // The highest bit of each byte says whether the byte differs; no carry leaves its byte.
    let differs = ((difference & sevenBits) &+ sevenBits) | difference | sevenBits
    var bits = ~differs &>> 7
    // The eight bits of a word, one in each byte, close up in its lowest byte.
    bits |= bits &>> 7
    bits |= bits &>> 14
    bits |= bits &>> 28
    return unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: bits), to: UInt64.self).littleEndian
  }
}
