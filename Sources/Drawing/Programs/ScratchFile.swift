import Glibc

/// A file without a name, for what another program reads or writes.
///
/// Invariant: the stream is open until the object goes.
final class ScratchFile {
  private let stream: UnsafeMutablePointer<FILE>

  /// Nil where none can be made; `errno` says why.
  init?() {
    guard let stream = tmpfile() else { return nil }
    self.stream = stream
  }

  deinit { fclose(stream) }

  var descriptor: Int32 { fileno(stream) }

  /// Whether all of a text could be written; the file is then at its start.
  func write(_ text: String) -> Bool {
    var text = text
    let isWhole = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, stream) == $0.count }
    return isWhole && fflush(stream) == 0 && lseek(descriptor, 0, SEEK_SET) == 0
  }

  /// All that is in it.
  func bytes() -> [UInt8] {
    rewind(stream)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, stream)
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
    }
  }
}
