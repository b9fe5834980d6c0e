import Spec
import System

/// The content of one cell: bytes without enclosing quotes, doubled quotes made single.
///
/// The byte behind the last one may be read and belongs to no number.
struct CellText {
  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  var count: Int { end - start }
  var isEmpty: Bool { end == start }
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Without blanks around it: spaces and tabs, and Unicode's other spaces, as pages and spreadsheets
  /// have them.
  @inline(__always)
  var trimmed: CellText {
    guard start < end else { return self }
    if Self.isInner(start.pointee), Self.isInner((end - 1).pointee) { return self }
    return withoutBlanks
  }

  /// Whether a byte is neither a blank nor a part of one.
  private static func isInner(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x80 }

  private var withoutBlanks: CellText {
    var first = start
    var last = end
    while first < last {
      let length = Self.blankLength(first, last)
      if length == 0 { break }
      first += length
    }
    while first < last {
      let length = (1...3).first { length in
        last - first >= length && Self.blankLength(last - length, last) == length
      }
      guard let length else { break }
      last -= length
    }
    return CellText(start: first, end: last)
  }

  /// The bytes of the blank that a text begins with; 0 where it begins with none.
  private static func blankLength(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int {
    switch start.pointee {
    case 0x20, 0x09: return 1
    // U+00A0
    case 0xc2: return end - start >= 2 && start[1] == 0xa0 ? 2 : 0
    case 0xe2, 0xe3:
      guard end - start >= 3 else { return 0 }
      let isBlank =
        switch (start.pointee, start[1], start[2]) {
        // U+2000 to U+200B, U+202F, U+3000
        case (0xe2, 0x80, 0x80...0x8b), (0xe2, 0x80, 0xaf), (0xe3, 0x80, 0x80): true
        default: false
        }
      return isBlank ? 3 : 0
    // U+FEFF
    case 0xef: return end - start >= 3 && start[1] == 0xbb && start[2] == 0xbf ? 3 : 0
    default: return 0
    }
  }
  /// Whether the cell holds these bytes.
  func equals(_ text: [UInt8]) -> Bool {
    guard text.count == count else { return false }
    for index in 0..<count where start[index] != text[index] { return false }
    return true
  }

  /// The sign that the text begins with, a true minus (U+2212) among them: its bytes, and whether it is
  /// one; nil where there is none.
  @inline(__always)
  var sign: (length: Int, isMinus: Bool)? { DecimalNumber.sign(at: start, limit: end) }

  /// What a trimmed cell is as a number.
  enum Reading {
    /// The number nearest to the text, how many decimals it has at most, and whether it is a whole
    /// number with more digits than a Double holds.
    case number(Double, decimals: UInt8, isRounded: Bool)
    /// A decimal number too large for a Double.
    case beyondRange
    case other
  }

  /// Reads the trimmed cell as a decimal number.
  @inline(__always)
  func number() -> Reading {
    guard let (decimal, end) = DecimalNumber.scan(start, limit: self.end), end == self.end else {
      return .other
    }
    let decimals = UInt8(clamping: -decimal.exponent)
    // A fraction of zeros, as programs write it, makes a number no less whole.
    let isLong = !decimal.isExact || decimal.mantissa > 1 << 53
    func isRounded(_ value: Double) -> Bool {
      isLong && decimal.exponent <= 0 && abs(value) >= 0x1p53
    }
    if let value = Double(nearestTo: decimal) {
      return .number(value, decimals: decimals, isRounded: isRounded(value))
    }
    guard let value = Double(string.replacing("\u{2212}", with: "-")) else { return .other }
    return value.isFinite
      ? .number(value, decimals: decimals, isRounded: isRounded(value)) : .beyondRange
  }

  /// What the trimmed cell is as a decimal number beyond a Double near it; NaN where it has too many digits.
  func remainder(from number: Double) -> Double {
    DecimalNumber.scan(start, limit: end)?.number.remainder(from: number) ?? .nan
  }

  /// Whether the trimmed cell is digits alone, with zeros before the number.
  @inline(__always)
  var isZeroPadded: Bool {
    count > 1 && start.pointee == UInt8(ascii: "0") && bytes.allSatisfy(\.isDigit)
  }

  /// Whether the trimmed cell is written as a decimal number, of whatever size.
  var isDecimal: Bool {
    guard let (_, end) = DecimalNumber.scan(start, limit: self.end) else { return false }
    return end == self.end
  }
}

extension String {
  /// Without blanks around it, as a cell loses them.
  var trimmed: String {
    var copy = self
    return copy.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return "" }
      return CellText(start: start, end: start + bytes.count).trimmed.string
    }
  }

  /// Whether the text is digits alone, with zeros before the number.
  var isZeroPadded: Bool {
    var copy = self
    return copy.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return false }
      return CellText(start: start, end: start + bytes.count).isZeroPadded
    }
  }
}
