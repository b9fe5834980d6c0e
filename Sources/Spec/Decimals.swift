/// Numbers for people, who read four digits.
package enum Decimals {
  /// The number rounded to a few significant digits.
  package static func text(_ value: Double, digits: Int = 4) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : value.description }
    var magnitude = abs(value)
    var exponent = 0
    while magnitude >= 10 {
      magnitude /= 10
      exponent += 1
    }
    while magnitude < 1 {
      magnitude *= 10
      exponent -= 1
    }
    guard (-4..<digits + 4).contains(exponent) else {
      let mantissa = fixed(magnitude, decimals: digits - 1)
      return (value < 0 ? "-" : "") + mantissa + "e\(exponent)"
    }
    return (value < 0 ? "-" : "") + fixed(abs(value), decimals: max(0, digits - 1 - exponent))
  }

  /// The same, and 0 where only rounding keeps the number from it beside one of the same kind.
  package static func text(_ value: Double, beside other: Double) -> String {
    abs(value) <= 1e-14 * abs(other) ? "0" : text(value)
  }

  /// A number of at least 0 with at most that many decimals, without zeros at the end.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value * scale).rounded()
    guard scaled < 1e18 else { return value.description }
    var digits = String(Int(scaled))
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    guard decimals > 0 else { return digits }
    var fraction = digits.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    return digits.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// A duration: `0.0052 s`, `48 s`, `3:20`, `2:05:00`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds >= 10, seconds.isFinite else { return text(seconds, digits: 2) + " s" }
    let whole = Int(min(seconds, 1e12).rounded())
    if whole < 60 { return "\(whole) s" }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
  }
}
