import Glibc

/// Paths of files, as texts.
package enum FilePath {
  /// The last part of a path without its extension: `xor` for `configs/xor.json`.
  package static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), name[..<dot].contains(where: { $0 != "." }) else {
      return String(name)
    }
    return String(name[..<dot])
  }

  /// The absolute path, free of links, of the folder that holds a file.
  ///
  /// - Throws: `noInput` where there is no such folder.
  package static func folder(of path: String) throws(Failure) -> String {
    let folder =
      path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
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
    let isAbsolute = path.hasPrefix("/")
    var parts = isAbsolute ? [] : folder.split(separator: "/")
    var removable = parts.count
    for part in path.split(separator: "/") where part != "." {
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
