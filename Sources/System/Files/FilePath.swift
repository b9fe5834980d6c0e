import Glibc

/// Paths of files, as texts. As for the system a slash is a byte, whatever marks stand beside it.
package enum FilePath {
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
    guard let resolved = realpath(folder, nil) else {
      let reason = String(cString: strerror(errno))
      throw Failure(.noInput, at: .file(path), "cannot be read: \(reason)")
    }
    defer { free(resolved) }
    return String(cString: resolved)
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
