extension DecimalNumber {
  /// Reads a text that is nothing but up to 16 digits with at most one point among or around them,
  /// behind an optional minus, all at once; nil where it is anything else.
  ///
  /// 17 bytes from the start on must be readable.
  @inline(__always)
  init?(fixedPoint start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) {
    let isNegative = start.pointee == UInt8(ascii: "-")
    let first = start + (isNegative ? 1 : 0)
    let length = end - first
    guard UInt(bitPattern: length &- 1) < 16 else { return nil }
    let bytes = UnsafeRawPointer(first).loadUnaligned(as: UInt128.self).littleEndian
    // The last character comes to the highest byte, zeros take the places before the first.
    var digits =
      (bytes ^ Self.ofBytes(UInt8(ascii: "0"))) &<< UInt128(truncatingIfNeeded: 128 &- 8 &* length)
    let aboveNine = (digits & Self.ofBytes(0x7f)) &+ Self.ofBytes(0x76)
    let others = (aboveNine | digits) & Self.ofBytes(0x80)
    var exponent = 0
    if others != 0 {
      let place = others.trailingZeroBitCount &- 7
      let point = UInt128(UInt8(ascii: ".") ^ UInt8(ascii: "0"))
      let lowest = UInt128(1) &<< UInt128(truncatingIfNeeded: place)
      guard length > 1, others & (others &- 1) == 0, digits & (lowest &* 0xff) == lowest &* point
      else { return nil }
      // The digits before the point close up to those behind it.
      let whole = digits & (lowest &- 1)
      digits = (digits & ~(lowest &* 0x100 &- 1)) | (whole &<< 8)
      exponent = place / 8 - 15
    }
    let high = DigitWord(digits: UInt64(truncatingIfNeeded: digits)).value(of: 8)
    let low = DigitWord(digits: UInt64(truncatingIfNeeded: digits &>> 64)).value(of: 8)
    self.init(
      mantissa: high &* 100_000_000 &+ low, exponent: exponent, isNegative: isNegative,
      isExact: true)
  }

  /// Sixteen times the byte.
  @inline(__always)
  private static func ofBytes(_ byte: UInt8) -> UInt128 {
    UInt128(byte) &* 0x0101_0101_0101_0101_0101_0101_0101_0101
  }
}
