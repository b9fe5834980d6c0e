import Engine

/// A language in which a formula is written.
protocol FormulaLanguage {
  static func number(_ value: Double) -> String
  /// The name of a function of one number: `exp`, `log`, `log1p`, `sqrt`, `tanh`, `erf`.
  static func function(_ name: String) -> String
  /// One of two formulas by a condition.
  static func choice(_ condition: String, then: String, otherwise: String) -> String
}

/// A language with loops over arrays, too: C, JavaScript.
protocol LoopLanguage: FormulaLanguage {
  /// The declaration of a variable that counts.
  static var counter: String { get }
  /// The declaration of a number.
  static var variable: String { get }
  /// The declaration of an array of zeros.
  static func array(_ name: String, count: Int) -> String
  /// The definition of an array of numbers.
  static func constants(_ name: String, _ numbers: [Double]) -> String
  /// A number rounded to single precision.
  static func single(_ number: String) -> String
  /// The whole number of a number that is one, or a quotient without its remainder.
  static func whole(_ number: String) -> String
  /// A number by which others are divided so that their squares stay in range; of which none is lost where it is a power of two.
  static func binade(_ number: String) -> String
  /// The statement that adds a product to a sum.
  static func addition(of a: String, _ b: String, to sum: String) -> String
}

extension LoopLanguage {
  static func binade(_ number: String) -> String { number }

  static func addition(of a: String, _ b: String, to sum: String) -> String {
    "\(sum) += \(a) * \(b);"
  }

  static func choice(_ condition: String, then: String, otherwise: String) -> String {
    "(\(condition) ? \(then) : \(otherwise))"
  }
}

/// A formula in a language: a formula over `Number` that runs on it writes itself down.
struct CodeFormula<Language: FormulaLanguage>: Number {
  let text: String

  init(text: String) { self.text = text }
  init(_ constant: Double) { text = Language.number(constant) }

  private static func call(_ name: String, _ x: Self) -> Self {
    Self(text: "\(Language.function(name))(\(x.text))")
  }

  private static func between(_ left: Self, _ sign: String, _ right: Self) -> Self {
    Self(text: "(\(left.text) \(sign) \(right.text))")
  }

  static func + (left: Self, right: Self) -> Self { between(left, "+", right) }
  static func - (left: Self, right: Self) -> Self { between(left, "-", right) }
  static func * (left: Self, right: Self) -> Self { between(left, "*", right) }
  static func / (left: Self, right: Self) -> Self { between(left, "/", right) }
  static func exponential(_ x: Self) -> Self { call("exp", x) }
  static func logarithm(_ x: Self) -> Self { call("log", x) }
  static func logarithmOfOnePlus(_ x: Self) -> Self { call("log1p", x) }
  static func squareRoot(_ x: Self) -> Self { call("sqrt", x) }
  static func hyperbolicTangent(_ x: Self) -> Self { call("tanh", x) }
  static func errorFunction(_ x: Self) -> Self { call("erf", x) }

  static func wherePositive(_ condition: Self, then: Self, otherwise: Self) -> Self {
    choice(condition, ">", then, otherwise)
  }

  static func whereNegative(_ condition: Self, then: Self, otherwise: Self) -> Self {
    choice(condition, "<", then, otherwise)
  }

  private static func choice(
    _ condition: Self, _ relation: String, _ then: Self, _ otherwise: Self
  ) -> Self {
    Self(
      text: Language.choice(
        "\(condition.text) \(relation) \(Language.number(0))", then: then.text,
        otherwise: otherwise.text))
  }
}
