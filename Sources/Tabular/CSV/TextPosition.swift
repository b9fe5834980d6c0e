import Glibc

/// A place in a table's text: physical line and character in a file, counted from 1.
struct TextPosition: Comparable {
  /// The number of the file in its table, from 0.
  var file = 0
  var line: Int
  var column: Int

  static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }

  /// The place of a byte in a text that begins at `start`, as line 1.
  init(of byte: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>) {
    (line, column) = (1, 1)
    advance(from: start, to: byte)
  }

  /// Goes on over the bytes that follow the place.
  mutating func advance(from start: UnsafePointer<UInt8>, to byte: UnsafePointer<UInt8>) {
    var lineStart = start
    while let found = memchr(lineStart, Int32(UInt8(ascii: "\n")), byte - lineStart) {
      line += 1
      column = 1
      lineStart = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
    // The bytes of a character behind its first are 10xxxxxx.
    while lineStart < byte {
      if lineStart.pointee & 0xc0 != 0x80 { column += 1 }
      lineStart += 1
    }
  }
}
