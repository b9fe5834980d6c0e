import System

/// Writes JSON, the keys of an object in the order they have.
extension JSONValue {
  /// The value on one line.
  package var onOneLine: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The value over several lines, indented by two spaces, with a newline at the end. A list without
  /// objects, and an object of plain values, stay on one line where that is short.
  package var onManyLines: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text + "\n"
  }

  private func write(to text: inout String) {
    switch content {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .text(let value): value.writeQuoted(to: &text)
    case .list(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        member.key.writeQuoted(to: &text)
        text += ": "
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private func write(to text: inout String, indentation: Int) {
    let inner = String(repeating: " ", count: indentation + 2)
    let outer = String(repeating: " ", count: indentation)
    switch content {
    case .object(let members) where !(members.allSatisfy { $0.value.isPlain } && isShort):
      text += "{\n"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ",\n" }
        text += inner
        member.key.writeQuoted(to: &text)
        text += ": "
        member.value.write(to: &text, indentation: indentation + 2)
      }
      text += "\n" + outer + "}"
    case .list(let elements) where elements.contains { $0.members != nil } || !isShort:
      text += "[\n"
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ",\n" }
        text += inner
        element.write(to: &text, indentation: indentation + 2)
      }
      text += "\n" + outer + "]"
    default:
      write(to: &text)
    }
  }

  private var isPlain: Bool { list == nil && members == nil }

  private var isShort: Bool { onOneLine.utf8.count <= 100 }
}
