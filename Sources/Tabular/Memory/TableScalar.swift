/// The number types of a table's cells: `Float` and `Double`.
package protocol TableScalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {
  /// The type's name in messages and files, such as `float32`.
  static var precisionName: String { get }

  /// A cell that carries a code in place of a number; it is only to be stored and read back.
  init(code: UInt32)
  /// The code that `init(code:)` stored.
  var code: UInt32 { get }

  /// The value nearest to the decimal number; nil where only the digits' text can tell.
  init?(nearestTo decimal: DecimalNumber)
}

extension Float: TableScalar {
  package static var precisionName: String { "float32" }
  package init(code: UInt32) { self.init(bitPattern: code) }
  package var code: UInt32 { bitPattern }

  @inline(__always)
  package init?(nearestTo decimal: DecimalNumber) {
    if decimal.isWhole {
      let magnitude = Float(decimal.mantissa)
      self = decimal.isNegative ? -magnitude : magnitude
      return
    }
    guard let value = Double(nearestTo: decimal) else { return nil }
    // The nearest Float to the nearest Double is the nearest Float to the text, unless the Double
    // lies half-way between two of them. The exponents decided here (10^±22 with 19 digits) are far
    // from subnormal values.
    if value.bitPattern & 0x1fff_ffff == 0x1000_0000 { return nil }
    let nearest = Float(value)
    guard nearest.isFinite else { return nil }
    self = nearest
  }
}

extension Double: TableScalar {
  package static var precisionName: String { "float64" }
  package init(code: UInt32) { self.init(bitPattern: UInt64(code)) }
  package var code: UInt32 { UInt32(truncatingIfNeeded: bitPattern) }

  /// Exact powers of ten: 10^22 is the largest that a Double holds.
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// With at most 53 bits of digits one rounded operation on exact operands is right (W. Clinger, How
  /// to Read Floating Point Numbers Accurately, 1990). With more, the operation is carried out with its
  /// rounding error kept, and trusted where that error cannot move the result.
  @inline(__always)
  package init?(nearestTo decimal: DecimalNumber) {
    let mantissa = decimal.mantissa
    let high = Double(mantissa)
    if decimal.isWhole || (mantissa == 0 && decimal.isExact) {
      self = decimal.isNegative ? -high : high
      return
    }
    let exponent = decimal.exponent
    guard decimal.isExact, exponent >= -22, exponent <= 22 else { return nil }
    let power = Self.powersOfTen[abs(exponent)]
    var value: Double
    if mantissa <= 1 << 53 {
      value = exponent < 0 ? high / power : high * power
    } else {
      let low = Double(Int64(bitPattern: mantissa &- UInt64(high)))
      let rest: Double
      if exponent < 0 {
        value = high / power
        rest = (high.addingProduct(-value, power) + low) / power
      } else {
        value = high * power
        rest = (-value).addingProduct(high, power) + low * power
      }
      // `rest` is off by less than 2^-103 of the value.
      let doubt = value * 0x1p-100
      let lower = value + (rest - doubt)
      let upper = value + (rest + doubt)
      guard lower == upper else { return nil }
      value = lower
    }
    self = decimal.isNegative ? -value : value
  }
}
