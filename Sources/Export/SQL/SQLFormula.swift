import Engine

/// A formula in SQL, with the columns that it reads. Databases refuse what is beyond the range of numbers, so the
/// functions that may get there are cut off where they no longer change.
struct SQLFormula: Number {
  let text: String
  let columns: Set<String>

  init(_ text: String, reading columns: Set<String>) {
    self.text = text
    self.columns = columns
  }

  init(column: String) { self.init(column, reading: [column]) }

  init(_ constant: Double) { self.init(SQLDialect.number(constant), reading: []) }

  private static func between(_ left: Self, _ sign: String, _ right: Self) -> Self {
    Self("(\(left.text) \(sign) \(right.text))", reading: left.columns.union(right.columns))
  }

  static func + (left: Self, right: Self) -> Self { between(left, "+", right) }
  static func - (left: Self, right: Self) -> Self { between(left, "-", right) }
  static func * (left: Self, right: Self) -> Self { between(left, "*", right) }
  static func / (left: Self, right: Self) -> Self { between(left, "/", right) }

  static func exponential(_ x: Self) -> Self {
    Self(
      "(CASE WHEN \(x.text) < -700e0 THEN 0e0 WHEN \(x.text) > 700e0 THEN exp(700e0) ELSE exp(\(x.text)) END)",
      reading: x.columns)
  }

  static func logarithm(_ x: Self) -> Self { Self("ln(\(x.text))", reading: x.columns) }
  static func logarithmOfOnePlus(_ x: Self) -> Self { logarithm(Self(1) + x) }
  static func squareRoot(_ x: Self) -> Self { Self("sqrt(\(x.text))", reading: x.columns) }

  /// 1 − 2 / (e²ˣ + 1).
  static func hyperbolicTangent(_ x: Self) -> Self {
    Self(
      "(CASE WHEN \(x.text) > 20e0 THEN 1e0 WHEN \(x.text) < -20e0 THEN -1e0 "
        + "ELSE 1e0 - 2e0 / (exp(2e0 * \(x.text)) + 1e0) END)", reading: x.columns)
  }

  /// Not there in SQL: who exports looks for operations that need it before.
  static func errorFunction(_ x: Self) -> Self { Self("erf(\(x.text))", reading: x.columns) }

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
      "(CASE WHEN \(condition.text) \(relation) 0e0 THEN \(then.text) ELSE \(otherwise.text) END)",
      reading: condition.columns.union(then.columns).union(otherwise.columns))
  }

  /// A sum whose parentheses are nested as little as can be.
  static func sum(_ terms: [Self]) -> Self {
    if terms.count <= 2 { return terms.dropFirst().reduce(terms.first ?? Self(0)) { $0 + $1 } }
    let middle = terms.count / 2
    return sum(Array(terms[..<middle])) + sum(Array(terms[middle...]))
  }
}
