/// A way in which a file may be compressed that is read as it is, known by its first bytes, not by its name.
enum Compression: CaseIterable {
  case gzip
  case zstandard

  /// The bytes with which such files begin; each of them that may be there is a beginning of text in no
  /// encoding that is read.
  var beginnings: [BytePattern] {
    switch self {
    case .gzip: [BytePattern(0x1f, 0x8b)]
    case .zstandard:
      [
        BytePattern(0x28, 0xb5, 0x2f, 0xfd),
        // A frame to be skipped may come first.
        BytePattern(0x50...0x5f) + BytePattern(0x2a, 0x4d, 0x18),
      ]
    }
  }

  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstandard: "Zstandard"
    }
  }

  /// The program that decompresses such a file, or its standard input, to its standard output.
  var command: String {
    switch self {
    case .gzip: "gzip -dc"
    case .zstandard: "zstd -dc"
    }
  }

  func makeDecompressor() -> any Decompressor {
    switch self {
    case .gzip: GzipDecompressor()
    case .zstandard: ZstdDecompressor()
    }
  }
}
