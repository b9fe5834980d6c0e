internal import CZlib

/// Decompresses gzip (RFC 1952): members one behind the other, with zeros between and behind them, as tapes
/// and some programs leave them.
final class GzipDecompressor: Decompressor {
  private(set) var isBetweenMembers = true
  /// At one address from beginning to end, which zlib demands.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var isFirstMember = true

  /// The first of the two bytes with which a member begins.
  private static let firstByte: UInt8 = 0x1f
  /// The greatest window, and 16 for the form of gzip with its checksum.
  private static let windowBits = MAX_WBITS + 16

  init() {
    stream.initialize(to: z_stream())
    // Where there is no memory for it, `inflate` fails and says so.
    inflateInit2_(
      stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func decompress(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressedPiece {
    var piece = DecompressedPiece()
    if isBetweenMembers {
      while !isFirstMember, piece.read < input.count, input[piece.read] == 0 { piece.read += 1 }
      guard piece.read < input.count else { return piece }
      guard input[piece.read] == Self.firstByte else {
        piece.damage = "the gzip data end here, and the bytes that follow are not gzip data"
        return piece
      }
      if !isFirstMember { inflateReset(stream) }
      isFirstMember = false
      isBetweenMembers = false
    }
    let available = min(input.count - piece.read, Int(UInt32.max))
    let room = min(output.count, Int(UInt32.max))
    // zlib does not write to its input, though C's type allows it.
    stream.pointee.next_in = input.baseAddress.map {
      UnsafeMutablePointer(mutating: $0) + piece.read
    }
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(room)
    let status = inflate(stream, Z_SYNC_FLUSH)
    piece.read += available - Int(stream.pointee.avail_in)
    piece.written = room - Int(stream.pointee.avail_out)
    switch status {
    // The latter where there was nothing to be done.
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    default: piece.damage = damage(status)
    }
    return piece
  }

  private func damage(_ status: Int32) -> String {
    guard let message = stream.pointee.msg.map({ String(cString: $0) }) else {
      return "the gzip data cannot be decompressed: \(String(cString: zError(status)))"
    }
    return message == "incorrect data check" || message == "incorrect length check"
      ? "the gzip data are damaged: the text up to here is not what was compressed (\(message))"
      : "the gzip data are damaged here (\(message))"
  }
}
