import Glibc

/// Paths of files, as texts. As for the system a slash is a byte, whatever marks stand beside it.
///
/// A path may hold bytes that are no UTF-8. In the text each of them is a scalar of a private range, from which it
/// becomes that byte again; bytes that are UTF-8 for such a scalar are taken one by one, so that every path comes back
/// as it was.
package enum FilePath {
  /// The scalars for the bytes 0x80 to 0xFF.
  static let rawBytes: ClosedRange<UInt32> = 0x10_FE80...0x10_FEFF

  /// The text for a path's bytes.
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { rawBytes ~= $0.value })
    {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
      let scalar = (1...4).lazy.compactMap { length in
        String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first.map {
          ($0, length)
        }
      }.first { !(rawBytes ~= $0.0.value) }
      let raw = Unicode.Scalar(rawBytes.lowerBound - 0x80 + UInt32(byte))
      text.append(scalar?.0 ?? raw ?? "\u{FFFD}")
      rest = rest.dropFirst(scalar?.1 ?? 1)
    }
    return String(text)
  }

  /// The bytes of a path's text.
  package static func bytes(_ text: String) -> [UInt8] {
    guard text.unicodeScalars.contains(where: { rawBytes ~= $0.value }) else {
      return Array(text.utf8)
    }
    return text.unicodeScalars.flatMap { scalar -> [UInt8] in
      rawBytes ~= scalar.value
        ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
    }
  }

  /// The last part of a path without its extension: `xor` for `configs/xor.json`.
  package static func stem(_ path: String) -> String {
    let name = lastPart(path).unicodeScalars
    guard let dot = name.lastIndex(of: "."), name[..<dot].contains(where: { $0 != "." }) else {
      return String(name)
    }
    return String(name[..<dot])
  }

  /// What stands behind the last slash, those at the end aside.
  package static func lastPart(_ path: String) -> String { parts(path).last ?? "" }

  /// The folder that a file's path names it in, slashes at its end aside: `configs` for `configs/xor.json`, `.` for
  /// `xor.json`.
  package static func parent(of path: String) -> String {
    let scalars = path.unicodeScalars
    let end = scalars.lastIndex { $0 != "/" }.map { scalars.index(after: $0) }
    guard let end else { return "/" }
    guard let slash = scalars[..<end].lastIndex(of: "/") else { return "." }
    return slash == scalars.startIndex ? "/" : String(scalars[..<slash])
  }

  /// The names in a path, without empty ones.
  package static func parts(_ path: String) -> [String] {
    path.parts(at: "/").filter { !$0.isEmpty }
  }

  /// The path of what is in a folder.
  package static func path(_ name: String, in folder: String) -> String {
    folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// The text as the name of a folder: a hyphen in place of each slash and control character, and of each
  /// dot where these alone would be another folder.
  package static func folderName(_ text: String) -> String {
    if ["", ".", ".."].contains(text) { return String(repeating: "-", count: max(1, text.count)) }
    return text.replacingScalars { $0 == "/" || $0.isControl ? "-" : nil }
  }

  /// The absolute path, free of links, of the folder that holds a file.
  ///
  /// - Throws: `noInput` where there is no such folder.
  package static func folder(of path: String) throws(Failure) -> String {
    let scalars = path.unicodeScalars
    let folder =
      scalars.lastIndex(of: "/").map { $0 == scalars.startIndex ? "/" : String(scalars[..<$0]) }
      ?? "."
    guard let resolved = FileSystem.resolved(folder) else {
      let reason = String(cString: strerror(errno))
      throw Failure(.noInput, at: .file(path), "cannot be read: \(reason)")
    }
    return resolved
  }

  /// The absolute path of a file that is named from a folder.
  ///
  /// A leading `..` is taken away together with the folder's last part. One behind a name is kept:
  /// the name may be a link, and then its `..` is elsewhere.
  ///
  /// - Parameters:
  ///   - path: Absolute, or relative to the folder.
  ///   - folder: Absolute and free of links.
  package static func absolute(_ path: String, from folder: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts = isAbsolute ? [] : parts(folder)
    var removable = parts.count
    for part in self.parts(path) where part != "." {
      if part == "..", parts.count == removable {
        _ = parts.popLast()
        removable = parts.count
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
