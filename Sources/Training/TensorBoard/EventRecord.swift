/// An event of TensorBoard's files: a protocol buffer message, of which these few fields are written,
/// in the frame of a TFRecord.
///
///     Event         { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
///     Summary       { repeated Value value = 1; }
///     Summary.Value { string tag = 1; float simple_value = 2; }
package struct EventRecord {
  /// The message.
  package let message: [UInt8]

  /// What a file begins with.
  /// - Parameter time: in seconds since 1970.
  package init(fileVersionAt time: Double) {
    message = Self.double(1, time) + Self.bytes(3, Array("brain.Event:2".utf8))
  }

  /// Numbers of one step, by their tags.
  package init(_ scalars: [(tag: String, value: Double)], step: Int, time: Double) {
    let values = scalars.flatMap { tag, value in
      Self.bytes(1, Self.bytes(1, Array(tag.utf8)) + Self.float(2, Float(value)))
    }
    message = Self.double(1, time) + Self.integer(2, step) + Self.bytes(5, values)
  }

  /// The record: the message's length, the length's check, the message and its check.
  package var framed: [UInt8] {
    let length = Self.littleEndian(UInt64(message.count))
    return length + Self.littleEndian(CRC32C.masked(length)) + message
      + Self.littleEndian(CRC32C.masked(message))
  }

  // MARK: Protocol buffers

  /// The key of a field: its number and how its value is written.
  private static func key(_ field: Int, _ wireType: Int) -> [UInt8] {
    varint(field << 3 | wireType)
  }

  private static func integer(_ field: Int, _ value: Int) -> [UInt8] {
    key(field, 0) + varint(value)
  }

  private static func double(_ field: Int, _ value: Double) -> [UInt8] {
    key(field, 1) + littleEndian(value.bitPattern)
  }

  private static func bytes(_ field: Int, _ value: [UInt8]) -> [UInt8] {
    key(field, 2) + varint(value.count) + value
  }

  private static func float(_ field: Int, _ value: Float) -> [UInt8] {
    key(field, 5) + littleEndian(value.bitPattern)
  }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
