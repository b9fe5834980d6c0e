/// Rows cut into pieces of equal length, the last of which may have fewer.
struct RowPieces: Sendable {
  let rowCount: Int
  let length: Int

  init(rowCount: Int, length: Int) {
    self.rowCount = rowCount
    self.length = length
  }

  var count: Int { (rowCount + length - 1) / length }

  /// The rows of a piece.
  func rows(of piece: Int) -> Range<Int> {
    piece * length..<min((piece + 1) * length, rowCount)
  }
}
