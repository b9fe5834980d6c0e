import Glibc

/// Looks for bytes that no text holds.
enum TextCheck {
  /// The first byte of a text that is NUL or does not belong to UTF-8, and what is wrong with it.
  static func firstFault(
    _ start: UnsafePointer<UInt8>, count: Int
  ) -> (byte: UnsafePointer<UInt8>, message: String)? {
    var bad: (byte: UnsafePointer<UInt8>, message: String)?
    if let found = memchr(start, 0, count) {
      bad = (
        UnsafePointer(found.assumingMemoryBound(to: UInt8.self)),
        "a NUL byte; expected text in UTF-8 (is the file in UTF-16?)"
      )
    }
    let length = bad.map { $0.byte - start } ?? count
    if !isASCII(start, count: length), let byte = firstNonUTF8(start, count: length) {
      let hexadecimal = String(byte.pointee, radix: 16)
      bad = (
        byte,
        "the byte 0x\(hexadecimal) is not UTF-8; expected text in UTF-8 (`iconv -f LATIN1 -t UTF-8` converts "
          + "Latin-1)"
      )
    }
    return bad
  }

  /// Whether the byte stands anywhere in a text.
  static func contains(_ byte: UInt8, _ start: UnsafePointer<UInt8>, count: Int) -> Bool {
    memchr(start, Int32(byte), count) != nil
  }

  /// The number of line feeds.
  static func lineFeeds(_ start: UnsafePointer<UInt8>, count: Int) -> Int {
    var total = 0
    var index = 0
    while index < count {
      // A sum that fits in a byte is vectorised byte by byte.
      let end = min(count, index + 255)
      var sum: UInt8 = 0
      while index < end {
        sum &+= start[index] == UInt8(ascii: "\n") ? 1 : 0
        index += 1
      }
      total += Int(sum)
    }
    return total
  }

  private static func isASCII(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
    var seen = SIMD4<UInt64>(repeating: 0)
    var index = 0
    while index + 32 <= count {
      seen |= UnsafeRawPointer(start + index).loadUnaligned(as: SIMD4<UInt64>.self)
      index += 32
    }
    var bits = seen[0] | seen[1] | seen[2] | seen[3]
    while index < count {
      bits |= UInt64(start[index])
      index += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  /// The Unicode Standard, table 3-7: well-formed byte sequences.
  private static func firstNonUTF8(
    _ start: UnsafePointer<UInt8>, count: Int
  ) -> UnsafePointer<UInt8>? {
    var index = 0
    while index < count {
      let first = start[index]
      if first < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xbf
      switch first {
      case 0xc2...0xdf: length = 2
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xef: length = 3
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf1...0xf3: length = 4
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      default: return start + index
      }
      guard index + length <= count, second.contains(start[index + 1]) else { return start + index }
      for next in 2..<max(2, length) where start[index + next] & 0xc0 != 0x80 {
        return start + index
      }
      index += length
    }
    return nil
  }
}
