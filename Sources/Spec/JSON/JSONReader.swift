package import System

/// Reads JSON as RFC 8259 has it and nothing beyond, and keeps the place of every value and key.
package struct JSONReader {
  /// Deepest nesting of lists and objects.
  package static let deepestNesting = 64

  private let bytes: [UInt8]
  private let origin: Location
  private let status: ExitStatus

  /// The byte to be read next; line and column are its place, both from 1.
  private var index = 0
  private var line = 1
  private var column = 1
  private var nesting = 0
  private var repeatedKeys: [Diagnostic] = []

  private init(_ bytes: [UInt8], at origin: Location, _ status: ExitStatus) {
    self.bytes = bytes
    self.origin = origin
    self.status = status
  }

  /// Reads a whole text.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8; a byte order mark is skipped.
  ///   - origin: Where the text comes from: of a `.file` lines and columns (in Unicode scalars) are
  ///     told, any other location stands for all of the text.
  ///   - status: The exit code of a fault.
  package static func read(
    _ bytes: [UInt8], at origin: Location, status: ExitStatus = .configuration
  ) throws(Failure) -> JSONValue {
    let (value, repeatedKeys) = try parse(bytes, at: origin, status: status)
    guard repeatedKeys.isEmpty else { throw Failure(status, repeatedKeys) }
    return value
  }

  /// As `read`, but hands back keys given twice as faults to be reported together with others.
  package static func parse(
    _ bytes: [UInt8], at origin: Location, status: ExitStatus = .configuration
  ) throws(Failure) -> (value: JSONValue, repeatedKeys: [Diagnostic]) {
    var reader = JSONReader(bytes, at: origin, status)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    try reader.skipSpace()
    guard reader.next != nil else { throw reader.failure("the text is empty, expected JSON") }
    let value = try reader.value()
    try reader.skipSpace()
    guard reader.next == nil else {
      throw reader.failure("unexpected \(reader.found) after the end of the JSON")
    }
    return (value, reader.repeatedKeys)
  }

  // MARK: Places and faults

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private var place: Location {
    if case .file(let file) = origin {
      .position(file: file, line: line, column: column)
    } else {
      origin
    }
  }

  /// Moves over one byte. A line ends with LF, CR LF or CR.
  private mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && next != UInt8(ascii: "\n")) {
      line += 1
      column = 1
    } else if next.map({ $0 & 0xC0 != 0x80 }) ?? true {
      column += 1
    }
  }

  private func failure(_ message: String, at location: Location? = nil) -> Failure {
    Failure(status, at: location ?? place, message)
  }

  /// What stands at the present place, for a message.
  private var found: String {
    guard let byte = next else { return "end of the text" }
    switch byte {
    case UInt8(ascii: "\""): return "text"
    case 0x21...0x7E:
      // A whole word tells more than its first letter.
      let word = bytes[index...].prefix { $0.isWordByte }.prefix(32)
      return "\"" + String(decoding: word.isEmpty ? [byte] : word, as: UTF8.self) + "\""
    case 0x20: return "space"
    case 0x80...: return scalar().map { "\"\($0)\"" } ?? "byte that is not UTF-8"
    default: return "control character U+00" + byte.hexadecimal
    }
  }

  /// The scalar at the present place, or nil where the bytes are not UTF-8.
  private func scalar() -> Unicode.Scalar? {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes[index...].prefix(4).makeIterator()
    if case .valid(let encoded) = parser.parseScalar(from: &rest) {
      return Unicode.UTF8.decode(encoded)
    }
    return nil
  }

  // MARK: The grammar

  private mutating func skipSpace() throws(Failure) {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { advance() }
    if next == UInt8(ascii: "/") || next == UInt8(ascii: "#") {
      throw failure("unexpected \(found): JSON has no comments")
    }
  }

  private mutating func value() throws(Failure) -> JSONValue {
    let start = place
    guard let byte = next else { throw failure("unexpected \(found), expected a value") }
    switch byte {
    case UInt8(ascii: "{"): return JSONValue(.object(try object()), at: start)
    case UInt8(ascii: "["): return JSONValue(.list(try list()), at: start)
    case UInt8(ascii: "\""): return JSONValue(.text(try text()), at: start)
    case _ where byte == UInt8(ascii: "-") || byte.isDigit:
      return JSONValue(.number(try number()), at: start)
    case UInt8(ascii: "'"): throw failure("unexpected \"'\": JSON strings take double quotes")
    default: break
    }
    let word = bytes[index...].prefix { $0.isWordByte }
    let content: JSONValue.Content
    switch String(decoding: word, as: UTF8.self) {
    case "true": content = .boolean(true)
    case "false": content = .boolean(false)
    case "null": content = .null
    default: throw failure("unexpected \(found), expected a value")
    }
    for _ in word { advance() }
    return JSONValue(content, at: start)
  }

  /// Reads from the opening to the closing bracket, `item` by `item`.
  private mutating func container(
    _ name: String, closing: UInt8, _ item: (inout JSONReader) throws(Failure) -> Void
  ) throws(Failure) {
    let start = place
    nesting += 1
    guard nesting <= Self.deepestNesting else {
      throw failure("nested too deeply, at most \(Self.deepestNesting) levels are allowed")
    }
    advance()
    try skipSpace()
    var isFirst = true
    while next != closing || !isFirst {
      if next == nil { throw failure("this \(name) is not closed", at: start) }
      try item(&self)
      isFirst = false
      try skipSpace()
      if next == closing { break }
      if next == nil { throw failure("this \(name) is not closed", at: start) }
      guard next == UInt8(ascii: ",") else {
        let end = Character(Unicode.Scalar(closing))
        throw failure("unexpected \(found), expected \",\" or \"\(end)\"")
      }
      let comma = place
      advance()
      try skipSpace()
      if next == closing { throw failure("unexpected \",\" after the last element", at: comma) }
    }
    advance()
    nesting -= 1
  }

  private mutating func list() throws(Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    try container("list", closing: UInt8(ascii: "]")) { reader throws(Failure) in
      elements.append(try reader.value())
    }
    return elements
  }

  private mutating func object() throws(Failure) -> [JSONMember] {
    var members: [JSONMember] = []
    var keys: Set<[UInt8]> = []
    try container("object", closing: UInt8(ascii: "}")) { reader throws(Failure) in
      let start = reader.place
      guard reader.next == UInt8(ascii: "\"") else {
        throw reader.failure("unexpected \(reader.found), expected a key in double quotes")
      }
      let key = try reader.text()
      if !keys.insert(Array(key.utf8)).inserted {
        let diagnostic = Diagnostic(start, "the key \(key.quoted) is given twice")
        reader.repeatedKeys.append(diagnostic)
      }
      try reader.skipSpace()
      guard reader.next == UInt8(ascii: ":") else {
        throw reader.failure("unexpected \(reader.found), expected \":\" after the key")
      }
      reader.advance()
      try reader.skipSpace()
      members.append(JSONMember(key, try reader.value(), at: start))
    }
    return members
  }

  private mutating func number() throws(Failure) -> String {
    let start = place
    let first = index
    func malformed(_ reason: String) -> Failure { failure("not a number: \(reason)", at: start) }

    if next == UInt8(ascii: "-") { advance() }
    let hasLeadingZero = next == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0 else { throw malformed("\"-\" must be followed by a digit") }
    guard whole == 1 || !hasLeadingZero else { throw malformed("it must not begin with 0") }
    if next == UInt8(ascii: ".") {
      advance()
      guard skipDigits() > 0 else { throw malformed("\".\" must be followed by a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      advance()
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { advance() }
      guard skipDigits() > 0 else { throw malformed("its exponent has no digit") }
    }
    if let byte = next, byte.isWordByte { throw malformed("unexpected \(found) in it") }
    return String(decoding: bytes[first..<index], as: UTF8.self)
  }

  /// Moves over decimal digits and tells how many they were.
  private mutating func skipDigits() -> Int {
    let first = index
    while let byte = next, byte.isDigit { advance() }
    return index - first
  }

  private mutating func text() throws(Failure) -> String {
    let start = place
    advance()
    var result: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"):
        result.append(contentsOf: String(try escape()).utf8)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw failure("this string is not closed on its line", at: start)
      case ..<0x20:
        throw failure("unexpected \(found) in a string, write it as an escape")
      case 0x80...:
        guard let scalar = scalar() else { throw failure("not UTF-8") }
        for byte in String(scalar).utf8 {
          result.append(byte)
          advance()
        }
      default:
        result.append(byte)
        advance()
      }
    }
    throw failure("this string is not closed", at: start)
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    let start = place
    advance()
    guard let letter = next else { throw failure("the file ends within an escape", at: start) }
    if letter == UInt8(ascii: "u") {
      return try unicodeEscape(from: start)
    }
    let scalar: Unicode.Scalar
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scalar = Unicode.Scalar(letter)
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    default: throw failure("unknown escape, write a backslash itself as \\\\", at: start)
    }
    advance()
    return scalar
  }

  /// Reads `uXXXX`, and for a character beyond U+FFFF the second half `\uXXXX` that must follow.
  private mutating func unicodeEscape(from start: Location) throws(Failure) -> Unicode.Scalar {
    let first = try codeUnit(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(first), next == UInt8(ascii: "\\") else {
      throw failure("half of a surrogate pair", at: start)
    }
    advance()
    guard next == UInt8(ascii: "u") else { throw failure("half of a surrogate pair", at: start) }
    let second = try codeUnit(from: start)
    guard UTF16.isTrailSurrogate(second) else {
      throw failure("half of a surrogate pair", at: start)
    }
    let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    guard let scalar = Unicode.Scalar(value) else { throw failure("not a character", at: start) }
    return scalar
  }

  private mutating func codeUnit(from start: Location) throws(Failure) -> UInt16 {
    advance()
    let digits = bytes[index...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isWordByte }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("\\u must be followed by four hexadecimal digits", at: start) }
    for _ in 0..<4 { advance() }
    return unit
  }
}

extension UInt8 {
  /// Whether the byte can stand in a word, such as `true` or a misplaced `NaN`.
  fileprivate var isWordByte: Bool {
    switch self {
    case _ where isDigit, UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

extension UInt8 {
  /// Two hexadecimal digits.
  var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }
}
