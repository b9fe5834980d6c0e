import Spec

/// A name of columns in which `*` stands for any text, none included.
struct NamePattern {
  private let characters: [Character]

  /// Nil where there is no `*`; spaces around a name do not count.
  init?(_ text: String) {
    guard text.contains("*") else { return nil }
    characters = Array(text.trimmed)
  }

  func fits(_ name: String) -> Bool {
    let name = Array(name.trimmed)
    var (place, next) = (0, 0)
    // Where to go on from when what follows the last `*` does not fit: that star takes one character more.
    var retry: (place: Int, next: Int)?
    while place < name.count {
      if next < characters.count, characters[next] == "*" {
        retry = (place, next + 1)
        next += 1
      } else if next < characters.count, characters[next] == name[place] {
        place += 1
        next += 1
      } else if let last = retry {
        retry = (last.place + 1, last.next)
        (place, next) = (last.place + 1, last.next)
      } else {
        return false
      }
    }
    return characters[next...].allSatisfy { $0 == "*" }
  }
}
