/// The number types of a table's cells: `Float` and `Double`.
package protocol TableScalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {
  /// The type's name in messages and files, such as `float32`.
  static var precisionName: String { get }

}

/// The numbers that a precision has room for.
struct PrecisionRange {
  /// The precision's name in messages.
  let name: String
  /// Numbers with a magnitude below this are finite in the precision.
  let limit: Double

  init<Scalar: TableScalar>(_: Scalar.Type) {
    name = Scalar.precisionName
    // From half a unit of the last digit above the greatest number on, rounding gives infinity.
    let greatest = Scalar.greatestFiniteMagnitude
    let limit = Double(greatest) + Double(greatest.ulp) / 2
    self.limit = limit
  }
}
extension Float: TableScalar {
  package static var precisionName: String { "float32" }
}

extension Double: TableScalar {
  package static var precisionName: String { "float64" }
}

extension Double {
  /// Exact powers of ten: 10^22 is the largest that a Double holds.
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The value nearest to the decimal number; nil where only the digits' text can tell.
  ///
  /// With at most 53 bits of digits one rounded operation on exact operands is right (W. Clinger, How
  /// to Read Floating Point Numbers Accurately, 1990). With more, the operation is carried out with its
  /// rounding error kept, and trusted where that error cannot move the result.
  @inline(__always)
  init?(nearestTo decimal: DecimalNumber) {
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
