import Engine
import Spec

/// An optimizer's rule with numbers in place of its names, as on paper.
struct UpdateRule {
  /// The lines of the rule, `result ← formula`.
  let lines: [String]
  private let slotNames: [String]

  init(_ optimizer: any Optimizer) {
    lines = type(of: optimizer).rule
    slotNames = type(of: optimizer).slotNames
  }

  /// The lines for one element.
  /// - Parameters:
  ///   - numbers: what the constants, W, g, t and the state are before the update.
  ///   - after: what W and the state are after it.
  func written(_ numbers: [String: String], after: [String: String]) -> [String] {
    var numbers = numbers
    return lines.map { line in
      let parts = line.split(separator: "←").map { trimmed($0) }
      let result = after[parts[0]] ?? "?"
      let text = "\(parts[0]) ← \(Self.replaced(parts[1], by: numbers)) = \(result)"
      numbers[parts[0]] = result
      return text
    }
  }

  private func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func replaced(_ formula: String, by numbers: [String: String]) -> String {
    let names = numbers.keys.sorted { ($1.count, $0) < ($0.count, $1) }
    var text = ""
    var rest = formula[...]
    while let first = rest.first {
      if let name = names.first(where: { rest.hasPrefix($0) }), let number = numbers[name] {
        text += number.hasPrefix("-") ? "(\(number))" : number
        rest = rest.dropFirst(name.count)
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    return text
  }
}
