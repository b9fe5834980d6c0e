internal import Spec

/// A formula as it is written on paper: a formula over `Number` that runs on texts writes itself down.
package struct FormulaText: Number, CustomStringConvertible, Sendable {
  /// How tightly the parts of a text hold together; looser ones need parentheses inside tighter ones.
  private enum Rank: Int, Comparable {
    case choice
    case negative
    case sum
    case product
    case atom

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  package let description: String
  private let rank: Rank
  /// The value of a constant of the formula; nil for what it is applied to.
  private let constant: Double?
  /// What a number stands for, since equal numbers may be those of different values.
  private var origin: Int?
  /// Of a power its base and exponent.
  private var power: (base: String, exponent: Int)?

  private init(_ text: String, _ rank: Rank, constant: Double? = nil) {
    description = text
    self.rank = rank
    self.constant = constant
  }

  /// A constant of the formula, to five digits.
  package init(_ constant: Double) {
    self.init(
      Decimals.text(constant, digits: 5), constant < 0 ? .negative : .atom, constant: constant)
  }

  /// What the formula is applied to, by its name.
  package init(name: String) { self.init(name, .atom) }

  /// What the formula is applied to, as a number.
  /// - Parameter origin: tells numbers of one value from those of others.
  package init(number text: String, of origin: Int) {
    self.init(text, text.hasPrefix("-") ? .negative : .atom)
    self.origin = origin
  }

  /// A function in the notation f(a, b).
  package init(function: String, of arguments: [FormulaText]) {
    self.init("\(function)(\(arguments.map(\.description).joined(separator: ", ")))", .atom)
  }

  /// The text as a part of one in which parts must hold together at least so tightly.
  private func within(_ least: Rank) -> String { rank < least ? "(\(description))" : description }

  /// The text with something written behind it, such as `ᵀ` or `²`.
  package func followed(by suffix: String) -> FormulaText {
    let isLong = rank < .atom || description.contains("/")
    return FormulaText((isLong ? "(\(description))" : description) + suffix, .atom)
  }

  /// Two texts side by side, the product of matrices.
  package func beside(_ other: FormulaText) -> FormulaText {
    FormulaText(within(.product) + " " + other.within(.product), .product)
  }

  package static func + (left: FormulaText, right: FormulaText) -> FormulaText {
    if left.constant == 0 { return right }
    return FormulaText(
      (left.rank == .negative ? left.description : left.within(.sum)) + " + " + right.within(.sum),
      .sum)
  }

  package static func - (left: FormulaText, right: FormulaText) -> FormulaText {
    if left.constant == 0 { return FormulaText("−" + right.within(.product), .negative) }
    return FormulaText(
      (left.rank == .negative ? left.description : left.within(.sum)) + " − "
        + right.within(.product), .sum)
  }

  package static func * (left: FormulaText, right: FormulaText) -> FormulaText {
    if left.constant == 1 { return right }
    if right.constant == 1 { return left }
    if left.constant == -1 { return FormulaText(0) - right }
    let (a, b) = (left.asPower, right.asPower)
    if a.base == b.base, left.origin == right.origin {
      return raised(a.base, to: a.exponent + b.exponent, of: left.origin)
    }
    return FormulaText(left.within(.product) + " · " + right.within(.product), .product)
  }

  /// The base in the parentheses that it needs, and the exponent; any text is its own first power.
  private var asPower: (base: String, exponent: Int) { power ?? (within(.atom), 1) }

  private static func raised(_ base: String, to exponent: Int, of origin: Int?) -> FormulaText {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let isLong = base.contains("/") && !base.hasPrefix("(")
    let exponentText = String(String(exponent).map { digits[$0.wholeNumberValue ?? 0] })
    var result = FormulaText((isLong ? "(\(base))" : base) + exponentText, .atom)
    result.power = (base, exponent)
    result.origin = origin
    return result
  }

  package static func / (left: FormulaText, right: FormulaText) -> FormulaText {
    FormulaText(left.within(.product) + " / " + right.within(.atom), .product)
  }

  package static func exponential(_ x: FormulaText) -> FormulaText {
    FormulaText("e^" + x.within(.atom), .atom)
  }

  package static func logarithm(_ x: FormulaText) -> FormulaText {
    FormulaText(function: "ln", of: [x])
  }

  package static func logarithmOfOnePlus(_ x: FormulaText) -> FormulaText {
    FormulaText(function: "ln", of: [FormulaText(1) + x])
  }

  package static func squareRoot(_ x: FormulaText) -> FormulaText {
    FormulaText("√" + x.within(.atom), .atom)
  }

  package static func hyperbolicTangent(_ x: FormulaText) -> FormulaText {
    FormulaText(function: "tanh", of: [x])
  }

  package static func errorFunction(_ x: FormulaText) -> FormulaText {
    FormulaText(function: "erf", of: [x])
  }

  package static func wherePositive(
    _ condition: FormulaText, then: FormulaText, otherwise: FormulaText
  ) -> FormulaText {
    if then.constant == 1, otherwise.description == "-1 if \(condition) < 0, else 0" {
      return FormulaText(function: "sign", of: [condition])
    }
    if otherwise.constant == 0, then.description == condition.description {
      return FormulaText(function: "max", of: [otherwise, condition])
    }
    return choice(condition, ">", then, otherwise)
  }

  package static func whereNegative(
    _ condition: FormulaText, then: FormulaText, otherwise: FormulaText
  ) -> FormulaText {
    if otherwise.description == condition.description {
      if then.constant == 0 { return FormulaText(function: "max", of: [then, condition]) }
      if then.description == (FormulaText(0) - condition).description {
        return FormulaText("|\(condition)|", .atom)
      }
    }
    return choice(condition, "<", then, otherwise)
  }

  private static func choice(
    _ condition: FormulaText, _ relation: String, _ then: FormulaText, _ otherwise: FormulaText
  ) -> FormulaText {
    FormulaText(
      "\(then.within(.negative)) if \(condition) \(relation) 0, else \(otherwise.within(.negative))",
      .choice)
  }
}
