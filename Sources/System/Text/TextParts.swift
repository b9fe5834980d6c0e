/// Texts that are syntax, such as paths and lists, are cut at scalars: Swift joins a separator to the marks
/// around it, so that as a `Character` the slash of `/` and U+0301, or of U+0600 and `/`, is not found.
extension StringProtocol {
  /// What stands between separators, with empty parts.
  /// - Parameter most: How many parts there are at most; the last one then has separators in it.
  package func parts(at separator: Unicode.Scalar, most: Int = .max) -> [String] {
    unicodeScalars.split(
      separator: separator, maxSplits: most - 1, omittingEmptySubsequences: false
    ).map { String(String.UnicodeScalarView($0)) }
  }
}

extension String {
  /// The text with those scalars replaced for which there is a replacement.
  package func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var text = ""
    for scalar in unicodeScalars {
      if let other = replacement(scalar) {
        text += other
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension UInt8 {
  /// Whether the byte is a decimal digit of ASCII.
  @inlinable package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
