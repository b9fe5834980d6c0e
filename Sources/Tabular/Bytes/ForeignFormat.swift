import Glibc
import Spec

/// A kind of file that is taken for a table though it is no text in UTF-8, known by its first bytes, and
/// how to make a CSV file of it.
struct ForeignFormat: Sendable {
  /// What is said of the file, such as `a spreadsheet (xlsx)`.
  let name: String
  private let beginnings: [BytePattern]
  private let command: Command

  /// How a file of the kind becomes a CSV file; there is no general way for some.
  private enum Command: Sendable {
    /// A program that writes what it makes of a file, or of its standard input, to standard output.
    case filter(String)
    /// The same with a program that needs a file.
    case writer(@Sendable (_ file: String) -> String)
    /// A program that makes another file of a file.
    case maker(@Sendable (_ file: String) -> String)
    case none
  }

  private init(_ name: String, _ beginnings: [BytePattern], _ command: Command) {
    self.name = name
    self.beginnings = beginnings
    self.command = command
  }

  /// The kind of file that begins with these bytes; nil where they may be those of a table, or are too few
  /// to tell.
  static func format(of bytes: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
    if isTar(bytes) { return tar }
    if let found = kinds.first(where: { $0.beginnings.contains { $0.matches(bytes) } }) {
      return found
    }
    return format(ofText: bytes)
  }

  /// What is wrong with a whole file that is too short to show its kind, but begins as one of them does and
  /// as no text; nil for any other.
  static func cutOff(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard bytes.contains(where: { $0 >= 0x80 || $0 < 9 || 14..<32 ~= $0 }) else { return nil }
    // An empty file in UTF-16 is likelier than one in UTF-32 that is cut off.
    let kind = kinds.dropFirst().first { $0.beginnings.contains { $0.isLonger(than: bytes) } }
    return kind.map {
      "ends after \(bytes.count) byte\(bytes.count == 1 ? "" : "s"), and starts like a file that is "
        + "\($0.name); expected a CSV file in UTF-8"
    }
  }

  /// What is wrong with the file, with the command that helps.
  /// - Parameter compression: how the file was compressed in which there is one of this kind.
  func message(path: String, compression: Compression?) -> String {
    let file = path == "-" ? "FILE" : path.shellWord
    let kind = compression.map { "\(name), and compressed by \($0.name)" } ?? name
    let line: String
    switch (command, compression) {
    case (.filter(let filter), let compression?):
      line = "\(compression.command) \(file) | \(filter) > converted.csv"
    case (.filter(let filter), nil): line = "\(filter) \(file) > converted.csv"
    case (.writer(let program), nil): line = program(file) + " > converted.csv"
    case (.maker(let program), nil): line = program(file)
    case (.writer(let program), let compression?):
      line = "\(compression.command) \(file) > unpacked && \(program("unpacked")) > converted.csv"
    case (.maker(let program), let compression?):
      line = "\(compression.command) \(file) > unpacked && \(program("unpacked"))"
    case (.none, _): return "\(kind); expected a CSV file in UTF-8"
    }
    return "\(kind); expected a CSV file in UTF-8 (`\(line)` makes one)"
  }

  // MARK: The kinds

  private static let any: ClosedRange<UInt8> = 0...0xff
  private static let ascii: ClosedRange<UInt8> = 1...0x7f
  private static let zero: ClosedRange<UInt8> = 0...0

  /// The first that matches is told.
  private static let kinds = [
    ForeignFormat(
      "in UTF-32",
      [BytePattern(0xff, 0xfe, 0, 0), BytePattern(0, 0, 0xfe, 0xff)],
      .filter("iconv -f UTF-32 -t UTF-8")),
    ForeignFormat(
      "in UTF-16",
      [
        BytePattern(0xff, 0xfe) + BytePattern(any, any),
        BytePattern(0xfe, 0xff) + BytePattern(any, any),
      ],
      .filter("iconv -f UTF-16 -t UTF-8")),
    // Without a mark at the start, the zeros of the first letters tell.
    ForeignFormat(
      "in UTF-32", [BytePattern(ascii, zero, zero, zero)], .filter("iconv -f UTF-32LE -t UTF-8")),
    ForeignFormat(
      "in UTF-32", [BytePattern(zero, zero, zero, ascii)], .filter("iconv -f UTF-32BE -t UTF-8")),
    ForeignFormat(
      "in UTF-16", [BytePattern(ascii, zero, ascii, zero)], .filter("iconv -f UTF-16LE -t UTF-8")),
    ForeignFormat(
      "in UTF-16", [BytePattern(zero, ascii, zero, ascii)], .filter("iconv -f UTF-16BE -t UTF-8")),

    ForeignFormat(
      "compressed by gzip", Compression.gzip.beginnings, .filter(Compression.gzip.command)),
    ForeignFormat(
      "compressed by Zstandard", Compression.zstandard.beginnings,
      .filter(Compression.zstandard.command)),
    ForeignFormat(
      "compressed by bzip2",
      [
        // A block, or the end of an empty file.
        BytePattern("BZh") + BytePattern(0x31...0x39)
          + BytePattern(0x31, 0x41, 0x59, 0x26, 0x53, 0x59),
        BytePattern("BZh") + BytePattern(0x31...0x39)
          + BytePattern(0x17, 0x72, 0x45, 0x38, 0x50, 0x90),
      ], .filter("bzip2 -dc")),
    ForeignFormat(
      "compressed by xz", [BytePattern(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)], .filter("xz -dc")),
    ForeignFormat("compressed by lz4", [BytePattern(0x04, 0x22, 0x4d, 0x18)], .filter("lz4 -dc")),
    ForeignFormat("compressed by compress", [BytePattern(0x1f, 0x9d)], .filter("gzip -dc")),
    ForeignFormat(
      "compressed by 7-Zip", [BytePattern(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)],
      .writer { "7z x -so \($0)" }),

    ForeignFormat(
      "a spreadsheet (xlsx)",
      ["[Content_Types].xml", "_rels/", "docProps/", "xl/"].map { zipMember(named: $0) },
      .maker { "libreoffice --headless --convert-to csv \($0)" }),
    ForeignFormat(
      "a spreadsheet (ods)",
      // Programs write their members in this order, but need not.
      [
        "mimetypeapplication/vnd.oasis.opendocument", "META-INF/manifest.xml", "content.xml",
        "styles.xml", "meta.xml", "settings.xml",
      ].map { zipMember(named: $0) },
      .maker { "libreoffice --headless --convert-to csv \($0)" }),
    ForeignFormat(
      "a spreadsheet (xls)", [BytePattern(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
      .maker { "libreoffice --headless --convert-to csv \($0)" }),
    ForeignFormat(
      "a zip archive", [BytePattern("PK\u{3}\u{4}"), BytePattern("PK\u{5}\u{6}")],
      .writer { "unzip -p \($0)" }),

    // The first field of the first page follows the letters.
    ForeignFormat("a Parquet file", [BytePattern("PAR1\u{15}")], .writer { pandas("parquet", $0) }),
    ForeignFormat(
      "an Arrow file", [BytePattern("ARROW1\0\0"), BytePattern("FEA1\0")],
      .writer { pandas("feather", $0) }),
    ForeignFormat(
      "an SQLite database", [BytePattern("SQLite format 3\0")],
      .writer { "sqlite3 -csv -header \($0) 'select * from TABLE'" }),
    ForeignFormat("a PDF document", [BytePattern("%PDF-")], .none),
  ]

  private static let tar = ForeignFormat("a tar archive", [], .writer { "tar -xOf \($0)" })
  private static let html = ForeignFormat("an HTML page", [], .none)
  private static let xml = ForeignFormat("in XML", [], .none)
  private static let json = ForeignFormat("in JSON", [], .none)
  private static let jsonRows = ForeignFormat("in JSON", [], .writer { pandas("json", $0) })

  /// A zip archive whose first member's name begins like this: 26 bytes of figures are before its length.
  private static func zipMember(named name: String) -> BytePattern {
    let figures = (0..<26).reduce(BytePattern("")) { pattern, _ in pattern + BytePattern(any) }
    return BytePattern("PK\u{3}\u{4}") + figures + BytePattern(name)
  }

  private static func pandas(_ format: String, _ file: String) -> String {
    "python3 -c 'import pandas, sys; pandas.read_\(format)(sys.argv[1]).to_csv(sys.stdout, "
      + "index=False)' \(file)"
  }

  /// The name of the format stands behind the first member's name and figures.
  private static func isTar(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count >= 262 && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  /// Texts that may begin with blanks.
  private static func format(ofText bytes: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
    let signs = bytes.lazy.filter { $0 > UInt8(ascii: " ") }.prefix(9)
    let start = String(decoding: Array(signs), as: UTF8.self).lowercased()
    if start.hasPrefix("<!doctype") || start.hasPrefix("<html") { return html }
    if start.hasPrefix("<?xml") { return xml }
    // In a CSV file such quotes would be faults too.
    if start.hasPrefix("[{\"") { return jsonRows }
    return start.hasPrefix("{\"") ? json : nil
  }
}
