internal import CZlib
internal import CZstd

/// Compresses bytes by the libraries that the program decompresses them with.
public enum Compressor {
  /// One member of gzip.
  public static func gzip(_ bytes: some Collection<UInt8>) -> [UInt8] {
    gzip(pieces: [Array(bytes)]).flatMap(\.self)
  }

  /// One member in pieces, each of which gives all of its text without the next; the last has the trailer.
  public static func gzip(pieces: [[UInt8]]) -> [[UInt8]] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    return pieces.enumerated().map { index, piece in
      var input = piece
      var output = [UInt8](repeating: 0, count: piece.count + piece.count / 1000 + 200)
      return input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          stream.next_in = input.baseAddress
          stream.avail_in = UInt32(input.count)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          deflate(&stream, index == pieces.count - 1 ? Z_FINISH : Z_SYNC_FLUSH)
          return Array(output[..<(output.count - Int(stream.avail_out))])
        }
      }
    }
  }

  /// One frame of Zstandard, with a checksum.
  /// - Parameter windowLog: the binary logarithm of the window, where it is not to be chosen.
  public static func zstd(_ bytes: some Collection<UInt8>, windowLog: Int32? = nil) -> [UInt8] {
    zstd(pieces: [Array(bytes)], windowLog: windowLog).flatMap(\.self)
  }

  /// One frame in pieces, each of which gives all of its text without the next.
  public static func zstd(pieces: [[UInt8]], windowLog: Int32? = nil) -> [[UInt8]] {
    let stream = ZSTD_createCStream()
    defer { ZSTD_freeCStream(stream) }
    ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
    if let windowLog { ZSTD_CCtx_setParameter(stream, ZSTD_c_windowLog, windowLog) }
    return pieces.enumerated().map { index, piece in
      var output = [UInt8](repeating: 0, count: ZSTD_compressBound(piece.count) + 200)
      return piece.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
          var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
          // A piece at a time, so that the frame does not state its length.
          if index < pieces.count - 1 || pieces.count == 1 && windowLog != nil {
            ZSTD_compressStream2(stream, &target, &source, ZSTD_e_flush)
          }
          if index == pieces.count - 1 {
            while ZSTD_compressStream2(stream, &target, &source, ZSTD_e_end) > 0 {}
          }
          return Array(output[..<target.pos])
        }
      }
    }
  }
}
