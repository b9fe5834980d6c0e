internal import CZstd

/// Decompresses Zstandard (RFC 8878): frames one behind the other, those to be skipped among them.
final class ZstdDecompressor: Decompressor {
  private(set) var isBetweenMembers = true
  private let stream: OpaquePointer?
  /// How many bytes the library wants next: a block, and the header of the one behind it.
  private var wanted: Int
  private var isFirstFrame = true

  /// The binary logarithm of the greatest window: 128 MiB, as far as `zstd` goes without `--long`.
  private static let mostWindowLog: Int32 = 27

  init() {
    stream = ZSTD_createDStream()
    wanted = ZSTD_initDStream(stream)
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.mostWindowLog)
  }

  deinit { ZSTD_freeDStream(stream) }

  func decompress(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressedPiece {
    var piece = DecompressedPiece()
    guard stream != nil else {
      piece.damage = "the Zstandard data cannot be decompressed: out of memory"
      return piece
    }
    // One block at a time: of several at once, the library would not tell how much text it wrote
    // before the one that is damaged.
    while piece.written < output.count {
      if isBetweenMembers, piece.read == input.count { break }
      var source = ZSTD_inBuffer(
        src: input.baseAddress, size: min(input.count, piece.read + wanted), pos: piece.read)
      var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: piece.written)
      let result = ZSTD_decompressStream(stream, &target, &source)
      if ZSTD_isError(result) != 0 {
        piece.damage = damage(result)
        break
      }
      let isStill = source.pos == piece.read && target.pos == piece.written
      piece.read = source.pos
      piece.written = target.pos
      isBetweenMembers = result == 0
      if isBetweenMembers { isFirstFrame = false }
      wanted = result == 0 ? Self.firstWanted : result
      if isStill { break }
    }
    return piece
  }

  /// Bytes by which the library knows how long a frame's header is.
  private static let firstWanted = 5

  private func damage(_ result: Int) -> String {
    switch ZSTD_getErrorCode(result) {
    case ZSTD_error_frameParameter_windowTooLarge:
      "the Zstandard data need more than \(1 << (Self.mostWindowLog - 20)) MiB of memory to "
        + "decompress; expected data compressed without --long (`zstd -dc --long=31` decompresses them)"
    case ZSTD_error_dictionary_wrong:
      "the Zstandard data were compressed with a dictionary; expected data compressed without one "
        + "(`zstd -dc -D DICTIONARY` decompresses them)"
    case ZSTD_error_checksum_wrong:
      "the Zstandard data are damaged: the text up to here is not what was compressed (its "
        + "checksum differs)"
    case ZSTD_error_prefix_unknown where !isFirstFrame && isBetweenMembers:
      "the Zstandard data end here, and the bytes that follow are not Zstandard data"
    default:
      "the Zstandard data are damaged here (\(String(cString: ZSTD_getErrorName(result))))"
    }
  }
}
