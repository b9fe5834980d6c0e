/// A piece of the text of a table's rows: whole rows, ending with a line feed.
struct TextChunk {
  /// The chunk's bytes.
  let buffer: TextBuffer
  /// Where files begin in it.
  var starts: [FileStart] = []
  /// Why the text ends before a row does; then the chunk has no rows, and no chunk follows.
  var fault: TextFault?

  var start: UnsafePointer<UInt8> { UnsafePointer(buffer.start) }
  var end: UnsafePointer<UInt8> { start + buffer.count }
}
