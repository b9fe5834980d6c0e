package import System

/// Calls what reads a table. Where that fails and the file proves to be damaged, the damage is told: what
/// was found wrong in its text before may be nothing but a consequence.
package func tellingDamage<Result>(
  of source: DataSource, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch {
    guard error.status == .data || error.status == .configuration || error.status == .usage else {
      throw error
    }
    throw (try? source.files())?.paths.lazy.compactMap { damage(of: $0) }.first ?? error
  }
}

/// The damage of a compressed file, found by decompressing all of it; nil where there is none, and for
/// standard input, which cannot be opened once more.
private func damage(of path: String) -> Failure? {
  // What cannot be read cannot be judged.
  guard path != "-", let source = try? ByteSource(path: path), source.canRewind else { return nil }
  let piece = TextBuffer(capacity: 256 << 10)
  var place = TextPosition(of: piece.start, from: piece.start)
  while let count = try? source.read(into: piece.start, most: piece.capacity) {
    if source.size != nil { return nil }
    let end = TextPosition(of: piece.start + count, from: piece.start)
    place.column = end.line == 1 ? place.column + end.column - 1 : end.column
    place.line += end.line - 1
  }
  return source.damage.map { TextFault(position: place, message: $0).failure(in: TableFiles(path)) }
}
