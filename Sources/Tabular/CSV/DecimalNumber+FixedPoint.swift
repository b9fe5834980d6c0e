extension DecimalNumber {
  /// Reads a text that is nothing but up to eight digits, a point and up to eight digits more, behind
  /// an optional minus, with hardly a branch; nil where it is anything else.
  ///
  /// Twelve bytes more than the text may be read.
  @inline(__always)
  init?(fixedPoint start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) {
    let isNegative = start.pointee == UInt8(ascii: "-")
    let first = start + (isNegative ? 1 : 0)
    let whole = DigitWord(first)
    let wholeCount = whole.count
    let point = first + wholeCount
    let hasPoint = point.pointee == UInt8(ascii: ".")
    let fraction = DigitWord(point + 1)
    let fractionCount = hasPoint ? fraction.count : 0
    guard point + (hasPoint ? 1 : 0) + fractionCount == end, wholeCount + fractionCount > 0 else {
      return nil
    }
    self.init(
      mantissa: (wholeCount == 0 ? 0 : whole.value(of: wholeCount))
        &* Self.powersOfTen[fractionCount]
        &+ (fractionCount == 0 ? 0 : fraction.value(of: fractionCount)),
      exponent: -fractionCount, isNegative: isNegative, isExact: true)
  }

  private static let powersOfTen: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]
}
