/// Where a file begins in a chunk: its first row is the row behind that many lines of the chunk.
struct FileStart {
  let line: Int
  /// The number of the file, from 0.
  let file: Int
  /// The lines of the file before that row.
  let linesBefore: Int
}

/// How many lines of which file were read: what turns the lines of a chunk into those of a file.
struct LineCount {
  /// The number of the file, from 0.
  private(set) var file = 0
  var lines = 0

  /// The place in its file of one in the chunk that comes next, in which files may begin.
  func position(_ position: TextPosition, _ starts: [FileStart]) -> TextPosition {
    var position = position
    if let start = starts.last(where: { $0.line < position.line }) {
      position.file = start.file
      position.line += start.linesBefore - start.line
    } else {
      position.file = file
      position.line += lines
    }
    return position
  }

  /// Goes on over a chunk of that many lines.
  mutating func advance(by lines: Int, _ starts: [FileStart]) {
    if let start = starts.last {
      file = start.file
      self.lines = start.linesBefore + lines - start.line
    } else {
      self.lines += lines
    }
  }
}
