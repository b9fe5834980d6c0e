import Spec

enum JavaScriptLanguage: LoopLanguage {
  static let name = "JavaScript"
  static func number(_ value: Double) -> String {
    value.isFinite ? "\(value)" : value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }
  static func function(_ name: String) -> String { name == "erf" ? "erf" : "Math." + name }
  static var counter: String { "let" }
  static var variable: String { "let" }
  static func array(_ name: String, count: Int) -> String {
    "const \(name) = new Float64Array(\(count))"
  }
  static func constants(_ name: String, _ numbers: [Double]) -> String {
    "const \(name) = [\(numbers.map { number($0) }.joined(separator: ", "))]"
  }
  static func single(_ number: String) -> String { "Math.fround(\(number))" }
  static func whole(_ number: String) -> String { "Math.trunc(\(number))" }
}
