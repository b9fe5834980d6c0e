/// Names of columns as names that programming languages take.
enum Identifiers {
  /// Names of ASCII letters, digits and underscores, all different: other characters become `_`, and where a name is
  /// taken or reserved, `_2` and so on is put behind it.
  static func unique(_ names: [String], reserved: Set<String>) -> [String] {
    var taken = reserved
    return names.map { name in
      var plain = String(
        name.unicodeScalars.map { scalar -> Character in
          switch scalar {
          case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
          default: "_"
          }
        })
      if plain.isEmpty || ("0"..."9").contains(plain.first ?? "0") || plain.hasPrefix("_") {
        plain = "x" + plain
      }
      var (unique, number) = (plain, 2)
      while !taken.insert(unique).inserted {
        unique = "\(plain)_\(number)"
        number += 1
      }
      return unique
    }
  }
}
