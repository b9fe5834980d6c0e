import Engine
import Spec
import System

extension Operation {
  /// What an elementwise operation makes of elements of its operands; nil where it is none.
  func elementwise<N: Number>(_ x: [N]) -> N? {
    switch self {
    case let unary as any UnaryOperation: unary.value(x[0])
    case let binary as any BinaryOperation: binary.value(x[0], x[1])
    case let select as any SelectOperation: select.value(x[0], x[1], x[2])
    case let ofSum as any SumFunction: ofSum.anyFunction.value(x[0] + x[1])
    default: nil
    }
  }

  /// The failure of an export that has no words for the operation.
  func isInexpressible(in format: String) -> Failure {
    Failure(
      .configuration,
      "the operation \(name.quoted) of the model cannot be expressed in \(format)")
  }
}

/// A language in which a formula is written.
protocol FormulaLanguage {
  static func number(_ value: Double) -> String
  /// The name of a function of one number: `exp`, `log`, `log1p`, `sqrt`, `tanh`, `erf`.
  static func function(_ name: String) -> String
  /// One of two formulas by a condition.
  static func choice(_ condition: String, then: String, otherwise: String) -> String
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
