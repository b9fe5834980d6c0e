/// Turns the bytes of a compressed file into its text, piece by piece.
protocol Decompressor: AnyObject {
  /// Whether the file may end here: behind a whole member, before another begins.
  var isBetweenMembers: Bool { get }

  /// Decompresses as much as there is room for.
  ///
  /// With room left in `output`, all text that the input gives is written.
  /// - Parameters:
  ///   - input: what follows the bytes used so far; may be empty.
  ///   - output: where the text goes; not empty.
  func decompress(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressedPiece
}

/// What one call of a decompressor did.
struct DecompressedPiece {
  /// Bytes of input that were used.
  var read = 0
  /// Bytes of text that were written.
  var written = 0
  /// Why nothing can be decompressed beyond these.
  var damage: String?
}
