/// Eight characters at once, as the bytes of a word.
///
/// The arithmetic on all bytes of a word is that of D. Lemire, Quickly parsing eight digits (2018).
struct DigitWord {
  /// The characters less `0`, the first one in the lowest byte.
  private let digits: UInt64

  /// The eight characters from here on, all of which must be readable.
  @inline(__always)
  init(_ start: UnsafePointer<UInt8>) {
    let bytes = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
    digits = bytes ^ 0x3030_3030_3030_3030
  }

  /// Eight values 0 to 9, the first digit's in the lowest byte.
  @inline(__always)
  init(digits: UInt64) { self.digits = digits }

  /// How many of the characters, from the first one on, are digits.
  @inline(__always)
  var count: Int {
    let aboveNine = (digits & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7676_7676_7676_7676
    return ((aboveNine | digits) & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
  }

  /// The number that the first `count` characters are, which must be 1 to 8 digits.
  @inline(__always)
  func value(of count: Int) -> UInt64 {
    // Zeros take the places before the first digit.
    let aligned = digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    let pairs = aligned &* 10 &+ (aligned &>> 8)
    let low = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }
}
