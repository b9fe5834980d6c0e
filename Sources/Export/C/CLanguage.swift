/// C in double precision.
enum CDouble: LoopLanguage {
  static let name = "C"
  static func number(_ value: Double) -> String { value.hexadecimal }
  /// Those of `CFunctions`, but for the root, which is the same everywhere.
  static func function(_ name: String) -> String {
    switch name {
    case "exp": "exponential"
    case "log": "logarithm"
    case "log1p": "logarithm_of_one_plus"
    case "tanh": "hyperbolic_tangent"
    case "erf": "error_function"
    default: name
    }
  }
  static var counter: String { "int" }
  static var variable: String { "double" }
  static func array(_ name: String, count: Int) -> String { "double \(name)[\(count)]" }
  static func constants(_ name: String, _ numbers: [Double]) -> String {
    "static const double \(name)[] = {\(numbers.map { number($0) }.joined(separator: ", "))}"
  }
  static func single(_ number: String) -> String { "(double)(float)(\(number))" }
  static func whole(_ number: String) -> String { "(int)(\(number))" }
  static func binade(_ number: String) -> String { "unit_of(\(number))" }
  static func addition(of a: String, _ b: String, to sum: String) -> String {
    "\(sum) = fma(\(a), \(b), \(sum));"
  }
}

/// C in single precision.
enum CSingle: LoopLanguage {
  static let name = "C"
  static func number(_ value: Double) -> String { Double(Float(value)).hexadecimal + "f" }
  static func function(_ name: String) -> String { name + "f" }
  static var counter: String { "int" }
  static var variable: String { "float" }
  static func array(_ name: String, count: Int) -> String { "float \(name)[\(count)]" }
  static func constants(_ name: String, _ numbers: [Double]) -> String {
    "static const float \(name)[] = {\(numbers.map { number($0) }.joined(separator: ", "))}"
  }
  static func single(_ number: String) -> String { number }
  static func whole(_ number: String) -> String { "(int)(\(number))" }
}

extension Double {
  /// The number with all its digits, as C writes it: `0x1.8p+1` for 3.
  var hexadecimal: String {
    guard isFinite else { return isNaN ? "NAN" : self < 0 ? "-INFINITY" : "INFINITY" }
    let sign = self.sign == .minus ? "-" : ""
    guard self != 0 else { return sign + "0x0p+0" }
    let isSubnormal = magnitude < .leastNormalMagnitude
    let digits = String(significandBitPattern, radix: 16)
    var fraction = String(repeating: "0", count: 13 - digits.count) + digits
    while fraction.last == "0" { fraction.removeLast() }
    let power = isSubnormal ? -1022 : Int(exponent)
    return sign + (isSubnormal ? "0x0" : "0x1") + (fraction.isEmpty ? "" : "." + fraction) + "p"
      + (power < 0 ? "-" : "+") + String(abs(power))
  }
}
