/// A piece of a CSV file: whole rows, ending with a line feed.
struct TextChunk {
  /// The chunk's bytes.
  let buffer: TextBuffer
  /// Where the rows begin: behind a byte order mark and, later, the header.
  var firstRow = 0
  /// Where the text begins: behind a byte order mark.
  var firstCharacter = 0
  /// Why the text ends before a row does; then the chunk has no rows, and no chunk follows.
  var fault: TextFault?

  var textStart: UnsafePointer<UInt8> { UnsafePointer(buffer.start) + firstCharacter }
  var rowsStart: UnsafePointer<UInt8> { UnsafePointer(buffer.start) + firstRow }
  var end: UnsafePointer<UInt8> { UnsafePointer(buffer.start) + buffer.count }
}
