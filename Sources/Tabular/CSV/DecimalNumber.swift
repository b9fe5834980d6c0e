/// A decimal number as written: ±mantissa · 10^exponent.
package struct DecimalNumber: Sendable {
  /// The digits without the point; meaningful where `isExact`.
  package var mantissa: UInt64
  package var exponent: Int
  package var isNegative: Bool
  /// Whether all digits are in the mantissa, that is at most 19 of them after leading zeros.
  package var isExact: Bool

  /// Whether the mantissa alone is the number.
  package var isWhole: Bool { exponent == 0 && isExact }

  /// The number less a Double that is the nearest to it, or next to that; numbers with the same Double keep
  /// their order. Nil where the number has too many digits.
  func remainder(from double: Double) -> Double? {
    guard isExact, double.isFinite else { return nil }
    if mantissa == 0 || double == 0 { return 0 }
    var (digits, power) = (mantissa, exponent)
    while digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    // Numbers of so few digits have Doubles of their own. Where these alone are compared, the others are
    // refused: above 10¹⁹, and where more than 18 decimals are behind the point.
    let otherwise = digits < 1_000_000_000_000_000 ? 0.0 : nil
    while power > 0 {
      let (next, isOver) = digits.multipliedReportingOverflow(by: 10)
      guard !isOver else { return otherwise }
      (digits, power) = (next, power - 1)
    }
    // double = significand · 2^shift
    let shift = Int(double.exponent) - 52
    guard power >= -18, shift >= -62 else { return otherwise }
    var scale: Int128 = 1
    for _ in 0..<(-power) { scale *= 10 }
    let significand = Int128(
      double.magnitude * Double(sign: .plus, exponent: -shift, significand: 1))
    // Neither side reaches 2¹²⁶.
    let difference =
      shift >= 0
      ? Int128(digits) - (significand << shift) * scale
      : (Int128(digits) << -shift) - significand * scale
    let unit = shift >= 0 ? 1 : Double(sign: .plus, exponent: shift, significand: 1)
    let remainder = Double(difference) / Double(scale) * unit
    return isNegative ? -remainder : remainder
  }

  /// Reads an optional sign, digits with at most one point among or around them, and an optional
  /// exponent, from bytes that end with one that belongs to no number.
  /// - Parameter limit: up to where bytes may be read.
  /// - Returns: the number and the first byte behind it; nil where no number starts here.
  @inline(__always)
  static func scan(
    _ start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> (number: DecimalNumber, end: UnsafePointer<UInt8>)? {
    var cursor = start
    var isNegative = false
    if let (length, isMinus) = sign(at: cursor, limit: limit) {
      isNegative = isMinus
      cursor += length
    }
    let digits = cursor
    var mantissa: UInt64 = 0
    readDigits(&cursor, &mantissa, limit)
    var count = cursor - digits
    var exponent = 0
    if cursor.pointee == UInt8(ascii: ".") {
      cursor += 1
      let fraction = cursor
      readDigits(&cursor, &mantissa, limit)
      exponent = fraction - cursor
      count -= exponent
    }
    guard count > 0 else { return nil }
    var isExact = true
    if count > 19 {
      var leading = digits
      while leading < cursor,
        leading.pointee == UInt8(ascii: "0") || leading.pointee == UInt8(ascii: ".")
      {
        if leading.pointee == UInt8(ascii: "0") { count -= 1 }
        leading += 1
      }
      isExact = count <= 19
    }
    if cursor.pointee | 0x20 == UInt8(ascii: "e") {
      cursor += 1
      var isDown = false
      if let (length, isMinus) = sign(at: cursor, limit: limit) {
        isDown = isMinus
        cursor += length
      }
      var digit = cursor.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      var power = 0
      while digit < 10 {
        // Larger ones are all the same to whoever reads this: beyond the quick way.
        if power < 100_000_000 { power = power * 10 + Int(digit) }
        cursor += 1
        digit = cursor.pointee &- UInt8(ascii: "0")
      }
      exponent += isDown ? -power : power
    }
    return (
      DecimalNumber(
        mantissa: mantissa, exponent: exponent, isNegative: isNegative, isExact: isExact), cursor
    )
  }

  /// The sign that stands here, a true minus (U+2212) among them: its bytes, and whether it is one.
  @inline(__always)
  static func sign(
    at start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> (length: Int, isMinus: Bool)? {
    switch start.pointee {
    case UInt8(ascii: "-"): return (1, true)
    case UInt8(ascii: "+"): return (1, false)
    case 0xe2 where limit - start >= 3 && start[1] == 0x88 && start[2] == 0x92: return (3, true)
    default: return nil
    }
  }

  /// Appends the digits that stand here to the mantissa, which may overflow.
  @inline(__always)
  private static func readDigits(
    _ cursor: inout UnsafePointer<UInt8>, _ mantissa: inout UInt64, _ limit: UnsafePointer<UInt8>
  ) {
    while limit - cursor >= 8 {
      let word = DigitWord(cursor)
      guard word.count == 8 else { break }
      mantissa = mantissa &* 100_000_000 &+ word.value(of: 8)
      cursor += 8
    }
    var digit = cursor.pointee &- UInt8(ascii: "0")
    while digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      cursor += 1
      digit = cursor.pointee &- UInt8(ascii: "0")
    }
  }
}
