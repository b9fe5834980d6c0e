import Engine

/// A language with loops over arrays, too: C, JavaScript.
protocol LoopLanguage: FormulaLanguage {
  /// For messages.
  static var name: String { get }
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
