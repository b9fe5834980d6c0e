/// A trace for a terminal.
struct TraceText {
  private(set) var text = ""
  private let width: Int?
  private let isStyled: Bool

  init(_ outline: TraceOutline, width: Int?, isStyled: Bool) {
    self.width = width.map { max($0, 40) }
    self.isStyled = isStyled
    add(outline.title, 0)
    for (heading, sections) in outline.steps {
      text += "\n"
      add(heading, 0, isBold: true)
      for section in sections {
        text += "\n"
        add(section.title, 0, isBold: true)
        for item in section.items {
          add("\(item.heading)   \(item.note)", 2)
          for line in item.lines { add(line, 6) }
        }
      }
    }
  }

  /// Adds a line, broken at spaces where it is too long.
  private mutating func add(_ line: String, _ indentation: Int, isBold: Bool = false) {
    var rest = line[...]
    var indentation = indentation
    repeat {
      var part = rest
      if let width, rest.count > width - indentation {
        let limit = rest.index(rest.startIndex, offsetBy: width - indentation)
        let start = rest.firstIndex { $0 != " " } ?? rest.startIndex
        if let space = rest[start..<limit].lastIndex(of: " ") { part = rest[..<space] }
      }
      rest = rest[part.endIndex...].drop { $0 == " " }
      let (before, after) = isBold && isStyled ? ("\u{1B}[1m", "\u{1B}[0m") : ("", "")
      text += String(repeating: " ", count: indentation) + before + part + after + "\n"
      if part.startIndex == line.startIndex { indentation += 2 }
    } while !rest.isEmpty
  }
}
