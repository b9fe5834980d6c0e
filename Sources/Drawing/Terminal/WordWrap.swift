extension StringProtocol {
  /// The text of one line on lines of at most so many characters, broken at spaces. A longer word stays whole.
  /// - Parameter indentation: What lines after the first begin with.
  package func wrapped(to width: Int, indentation: String = "") -> [String] {
    var lines: [String] = []
    var start = startIndex
    while true {
      let room = lines.isEmpty ? width : Swift.max(1, width - indentation.count)
      let prefix = lines.isEmpty ? "" : indentation
      guard let limit = index(start, offsetBy: room, limitedBy: endIndex), limit < endIndex else {
        return lines + [prefix + self[start...]]
      }
      // Spaces at the start of a text are its indentation.
      let words = self[start...].firstIndex { $0 != " " } ?? endIndex
      let end =
        self[words...limit].lastIndex(of: " ") ?? self[limit...].firstIndex(of: " ") ?? endIndex
      var line = self[start..<end]
      while line.last == " " { line.removeLast() }
      lines.append(prefix + line)
      guard let next = self[end...].firstIndex(where: { $0 != " " }) else { return lines }
      start = next
    }
  }
}
