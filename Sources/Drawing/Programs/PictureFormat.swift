package import System

/// The kinds of files that pictures are written to.
package enum PictureFormat: String, CaseIterable, Sendable {
  case svg, png, pdf

  /// The format that a file's ending asks for.
  /// - Throws: `usage` for another ending.
  package init(path: String) throws(Failure) {
    let ending = FilePath.lastPart(path).parts(at: ".").filter { !$0.isEmpty }.dropFirst().last
    guard let format = ending.flatMap({ Self(rawValue: $0.lowercased()) }) else {
      throw Failure(
        .usage, at: .file(path), "the extension gives the format; expected .svg, .png or .pdf")
    }
    self = format
  }
}
