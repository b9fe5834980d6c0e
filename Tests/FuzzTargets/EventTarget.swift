import System
import Training

/// A reader of event files that knows nothing of how they are written.
private struct EventReader {
  var rest: ArraySlice<UInt8>

  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw Falsehood("a record ends before it should") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func integer(bytes: Int) throws -> UInt64 {
    try take(bytes).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<10 {
      let byte = try integer(bytes: 1)
      value |= (byte & 0x7F) << (7 * UInt64(place))
      if byte & 0x80 == 0 { return value }
    }
    throw Falsehood("a number has more than ten bytes")
  }

  /// The message of the next record, its two checks passed.
  mutating func message() throws -> ArraySlice<UInt8> {
    let length = rest.prefix(8)
    let count = try Int(integer(bytes: 8))
    guard try integer(bytes: 4) == CRC32C.masked(length) else {
      throw Falsehood("a length's check")
    }
    let message = try take(count)
    guard try integer(bytes: 4) == CRC32C.masked(message) else {
      throw Falsehood("a message's check")
    }
    return message
  }

  /// The next field: its number, its number or bytes.
  mutating func field() throws -> (Int, UInt64, ArraySlice<UInt8>) {
    let key = try Int(varint())
    switch key & 7 {
    case 0: return (key >> 3, try varint(), [])
    case 1: return (key >> 3, try integer(bytes: 8), [])
    case 2: return (key >> 3, 0, try take(Int(varint())))
    case 5: return (key >> 3, try integer(bytes: 4), [])
    default: throw Falsehood("a field of an unknown kind")
    }
  }
}

extension FuzzTarget {
  /// Events of TensorBoard, read back as they were written: of each 17 bytes 8 are a step, 8 a number, and one how
  /// many bytes of a tag follow.
  static func events() -> FuzzTarget {
    FuzzTarget(
      seeds: [Array("12345678abcdefgh\u{5}epoch".utf8), [UInt8](repeating: 0, count: 40)],
      refusedBy: []
    ) {
      bytes in
      var source = EventReader(rest: bytes[...])
      var file = EventRecord(fileVersionAt: 1.5).framed
      var events: [(step: Int, scalars: [(tag: String, value: Double)])] = []
      while let step = try? source.integer(bytes: 8), let bits = try? source.integer(bytes: 8),
        let length = try? source.integer(bytes: 1)
      {
        let tag = String(decoding: (try? source.take(Int(length))) ?? [], as: UTF8.self)
        let scalar = (tag: tag, value: Double(bitPattern: bits))
        if step & 1 == 1, !events.isEmpty {
          events[events.count - 1].scalars.append(scalar)
        } else {
          events.append((Int(truncatingIfNeeded: step), [scalar]))
        }
      }
      for event in events { file += EventRecord(event.scalars, step: event.step, time: 2).framed }
      var reader = EventReader(rest: file[...])
      _ = try reader.message()
      for event in events {
        var message = EventReader(rest: try reader.message())
        guard try message.field() == (1, Double(2).bitPattern, []),
          try message.field() == (2, UInt64(bitPattern: Int64(event.step)), [])
        else { throw Falsehood("another time or step") }
        var summary = EventReader(rest: try message.field().2)
        for scalar in event.scalars {
          var value = EventReader(rest: try summary.field().2)
          guard try value.field() == (1, 0, Array(scalar.tag.utf8)[...]),
            try value.field() == (2, UInt64(Float(scalar.value).bitPattern), [])
          else { throw Falsehood("another tag or number") }
        }
        guard message.rest.isEmpty, summary.rest.isEmpty else {
          throw Falsehood("more than was told")
        }
      }
      guard reader.rest.isEmpty else { throw Falsehood("more events than were written") }
    }
  }
}
