import System

/// A decimal number by its exact value, however it is spelled: 0.digits · 10^exponent.
///
/// Unlike a Double it tells long identifiers apart, and equal spellings (`1`, `1.0`, `1e0`) together.
struct DecimalText: Hashable, Comparable {
  private let isNegative: Bool
  /// Digits without leading and trailing zeros; none for zero.
  private let digits: [UInt8]
  private let exponent: Int

  /// The number that the text is; nil where it is none.
  init?(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.contains(0xe2) { bytes = Array(text.replacing("\u{2212}", with: "-").utf8) }
    bytes.append(UInt8(ascii: "\n"))
    let count = bytes.count - 1
    let isDecimal = bytes.withUnsafeBufferPointer { buffer -> Bool in
      guard let start = buffer.baseAddress else { return false }
      return CellText(start: start, end: start + count).isDecimal
    }
    guard isDecimal else { return nil }
    var digits: [UInt8] = []
    var exponent = 0
    var isBehindPoint = false
    var power = ""
    var isPower = false
    for byte in bytes.prefix(count) {
      switch byte {
      case _ where byte.isDigit && !isPower:
        if digits.isEmpty, byte == UInt8(ascii: "0") {
          if isBehindPoint { exponent -= 1 }
        } else {
          digits.append(byte)
          if !isBehindPoint { exponent += 1 }
        }
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): isPower = true
      default: if isPower { power.unicodeScalars.append(Unicode.Scalar(byte)) }
      }
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if isPower {
      // Beyond Int no two exponents of practice differ.
      let value = Int(power) ?? (power.hasPrefix("-") ? -(1 << 60) : 1 << 60)
      exponent = max(-(1 << 61), min(1 << 61, exponent + max(-(1 << 60), min(1 << 60, value))))
    }
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent
    isNegative = !digits.isEmpty && bytes[0] == UInt8(ascii: "-")
  }

  /// Whether the number has no fraction.
  var isInteger: Bool { digits.count <= exponent || digits.isEmpty }

  static func < (left: DecimalText, right: DecimalText) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
  }

  private func isSmaller(than other: DecimalText) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if exponent != other.exponent { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}
