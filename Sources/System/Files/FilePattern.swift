import Glibc

/// A path in whose names `*` stands for any characters, `?` for one and `[a-z]` for one of several, as in a shell.
///
/// A folder or file that bears such signs in its own name is found by that name, and nothing else is. Names that
/// begin with a dot are found where the pattern's begin with one.
package enum FilePattern {
  /// Whether a path has signs that stand for others.
  package static func isPattern(_ path: String) -> Bool {
    path.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) }
  }

  /// The files that fit, folders aside, in the order of their paths' bytes.
  package static func files(fitting pattern: String) -> [String] {
    candidates(pattern, of: FilePath.parts(pattern)).filter { path in
      let status = FileSystem.status(path) ?? FileSystem.status(path, followsLinks: false)
      return status.map { $0.st_mode & S_IFMT != S_IFDIR } ?? false
    }
    .sorted { FilePath.bytes($0).lexicographicallyPrecedes(FilePath.bytes($1)) }
  }

  /// The name that is most like the last part of a pattern that no file fits; nil where none is near.
  package static func nearestName(to pattern: String) -> String? {
    let parts = FilePath.parts(pattern)
    guard let last = parts.last else { return nil }
    let name = NamePattern(last)
    let names = candidates(pattern, of: parts.dropLast()).flatMap {
      FileSystem.names(in: $0.isEmpty ? "." : $0) ?? []
    }
    let nearest = names.sorted().map { ($0, name.distance(to: $0)) }.min { $0.1 < $1.1 }
    return nearest.flatMap { $0.1 <= max(1, name.length / 2) ? $0.0 : nil }
  }

  /// What may be there for the first parts of a pattern; parts without signs are not looked for.
  private static func candidates(_ pattern: String, of parts: [String]) -> [String] {
    var found = [pattern.utf8.first == UInt8(ascii: "/") ? "/" : ""]
    for part in parts {
      let name = isPattern(part) ? NamePattern(part) : nil
      found = found.flatMap { folder in
        func path(_ part: String) -> String {
          folder.isEmpty ? part : FilePath.path(part, in: folder)
        }
        guard let name, FileSystem.status(path(part), followsLinks: false) == nil else {
          return [path(part)]
        }
        return (FileSystem.names(in: folder.isEmpty ? "." : folder) ?? [])
          .filter { name.fits($0) }.map(path)
      }
    }
    return found
  }
}

/// One name of a pattern.
private struct NamePattern {
  private enum Sign {
    case any
    case one
    case set([ClosedRange<UInt32>], isNegated: Bool)
    case scalar(Unicode.Scalar)
  }

  private let signs: [Sign]

  /// The signs that stand for a character each.
  var length: Int { signs.count { if case .any = $0 { false } else { true } } }

  init(_ text: String) {
    var signs: [Sign] = []
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": signs.append(.any)
      case "?": signs.append(.one)
      case "[":
        if let (set, behind) = Self.set(rest) {
          signs.append(set)
          rest = behind
        } else {
          signs.append(.scalar(scalar))
        }
      default: signs.append(.scalar(scalar))
      }
    }
    self.signs = signs
  }

  /// The set that begins here, and what stands behind its bracket; nil where there is none.
  private static func set(
    _ text: ArraySlice<Unicode.Scalar>
  ) -> (Sign, rest: ArraySlice<Unicode.Scalar>)? {
    var members = text
    let isNegated = members.first == "!" || members.first == "^"
    if isNegated { members.removeFirst() }
    // A bracket that comes first is a member.
    guard let end = members.dropFirst().firstIndex(of: "]") else { return nil }
    let rest = members[(end + 1)...]
    members = members[..<end]
    var ranges: [ClosedRange<UInt32>] = []
    while let first = members.popFirst() {
      var last = first
      if members.count >= 2, members.first == "-" {
        last = members[members.startIndex + 1]
        members = members.dropFirst(2)
      }
      if first <= last { ranges.append(first.value...last.value) }
    }
    return (.set(ranges, isNegated: isNegated), rest)
  }

  func fits(_ name: String) -> Bool {
    if name.utf8.first == UInt8(ascii: "."), case .scalar(".")? = signs.first {
      return distance(to: name) == 0
    }
    return name.utf8.first != UInt8(ascii: ".") && distance(to: name) == 0
  }

  /// The characters to be left out of a name, added or changed for it to fit.
  func distance(to name: String) -> Int {
    let name = Array(name.unicodeScalars)
    var last = Array(0...name.count)
    for sign in signs {
      let isAny = if case .any = sign { true } else { false }
      var current = [isAny ? last[0] : last[0] + 1]
      for place in name.indices {
        current.append(
          isAny
            ? min(current[place], last[place + 1])
            : min(
              last[place] + (stands(sign, for: name[place]) ? 0 : 1), last[place + 1] + 1,
              current[place] + 1))
      }
      last = current
    }
    return last[name.count]
  }

  private func stands(_ sign: Sign, for scalar: Unicode.Scalar) -> Bool {
    switch sign {
    case .any, .one: true
    case .set(let ranges, let isNegated):
      ranges.contains { $0.contains(scalar.value) } != isNegated
    case .scalar(let wanted): wanted == scalar
    }
  }
}
