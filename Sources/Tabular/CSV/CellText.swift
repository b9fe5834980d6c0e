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

  /// Without spaces and tabs around it.
  var trimmed: CellText {
    var first = start
    var last = end
    while first < last, Self.isBlank(first.pointee) { first += 1 }
    while first < last, Self.isBlank((last - 1).pointee) { last -= 1 }
    return CellText(start: first, end: last)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Whether the cell holds these bytes.
  func equals(_ text: [UInt8]) -> Bool {
    guard text.count == count else { return false }
    for index in 0..<count where start[index] != text[index] { return false }
    return true
  }

  /// What a trimmed cell is as a number.
  enum Reading<Scalar> {
    case number(Scalar)
    /// A decimal number too large for the type.
    case beyondRange
    case other
  }

  /// Reads the trimmed cell as a decimal number, nearest to its text.
  func number<Scalar: TableScalar>(as _: Scalar.Type) -> Reading<Scalar> {
    guard let (decimal, end) = DecimalNumber.scan(start, limit: self.end), end == self.end else {
      return .other
    }
    if let value = Scalar(nearestTo: decimal) { return .number(value) }
    guard let value = Scalar(string) else { return .other }
    return value.isFinite ? .number(value) : .beyondRange
  }

  /// Whether the trimmed cell is written as a decimal number, of whatever size.
  var isDecimal: Bool {
    guard let (_, end) = DecimalNumber.scan(start, limit: self.end) else { return false }
    return end == self.end
  }
}

extension CellText {
  /// The bytes without spaces and tabs around them.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return bytes
  }
}
