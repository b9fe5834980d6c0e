import Foundation
import Tabular
import Testing

/// Numbers are the ones nearest to their text, as the C library has them.
@Suite struct NumberTests {
  static let hard = [
    // Half-way cases and their neighbours, of both precisions.
    "1.000000178813934326", "1.000000178813934327", "16777217", "16777219", "33554434.0",
    "33554435.0", "9007199254740993", "9007199254740995",
    "9007199254740992.5", "9007199254740993.00000000000000000001", "1.00000005960464477539062500",
    "1.00000005960464477539062499", "1.00000005960464477539062501", "0.500000029802322387695312500",
    "7.2057594037927933e16", "1.7976931348623157e308", "4.9e-324", "2.4703282292062327e-324",
    "2.4703282292062328e-324", "2.2250738585072011e-308", "2.2250738585072014e-308", "3.4028234e38",
    "3.40282356e38", "1.17549435e-38", "1.4e-45", "7.006492321624085e-46", "7.006492321624086e-46",
    "1e-400", "0e400", "-0", "-0.0", "0.1", "0.2", "0.3", "123456789012345678901234567890",
    "0.1000000000000000055511151231257827021181583404541015625", "1e22", "1e23", "-1e-22", "1e-23",
    "8.5e22", "000000000000000000000000000001", "0.00000000000000000000000000000000000001e38",
    "18446744073709551615", "18446744073709551616", "9999999999999999999", "99999999999999999999",
    "1234567", "12345678", "123456789", "1.", ".5", "1e0000000000000000000000001", "5e-1",
  ]

  static func random(_ count: Int) -> [String] {
    var random = SplitMix(state: 1)
    return (0..<count).map { _ in
      switch Int.random(in: 0..<8, using: &random) {
      case 0: return "\(Double(bitPattern: random.next() & 0x7fdf_ffff_ffff_ffff))"
      case 1: return "\(Float(bitPattern: UInt32(random.next() >> 33) & 0x7f3f_ffff))"
      case 2:
        return "\(Int64(bitPattern: random.next() >> UInt64.random(in: 0..<64, using: &random)))"
      case 3:
        // Half-way between two floats of the usual size, spelled in full or nearly so.
        let float = Float(bitPattern: UInt32.random(in: 0x3000_0000..<0x4e00_0000, using: &random))
        let middle = (Double(float) + Double(float.nextUp)) / 2
        return String(format: Bool.random(using: &random) ? "%.60f" : "%.17e", middle)
      case 4:
        let digits = Int.random(in: 1..<22, using: &random)
        return String(format: "%.\(digits)f", Double.random(in: -100...100, using: &random))
      case 5:
        let value = Double.random(in: -1...1, using: &random)
        let digits = Int.random(in: 1..<25, using: &random)
        let exponent = Int.random(in: -30..<30, using: &random)
        return String(format: "%.\(digits)fe%d", value, exponent)
      case 6: return "\(UInt64.max - random.next() % 100_000)e-\(random.next() % 25)"
      default: return "\(Int.random(in: 0..<1000, using: &random))"
      }
    }
  }

  @Test func doublesAreNearest() throws {
    let texts = Self.hard + Self.random(200_000)
    let splits = try load(Self.table(texts), Self.regression, as: Double.self)
    for (row, text) in texts.enumerated() {
      // The second column, behind quotes and spaces, is read in another way.
      let found = [splits.train.inputs[row, 0], splits.train.inputs[row, 1]]
      let expected = strtod(text, nil)
      if found.contains(where: { $0.bitPattern != expected.bitPattern }) {
        Issue.record("\(text) is read as \(found), not \(expected)")
      }
    }
  }

  @Test func floatsAreNearest() throws {
    let texts = (Self.hard + Self.random(200_000)).filter { Float(strtod($0, nil)).isFinite }
    let splits = try load(Self.table(texts), Self.regression, as: Float.self)
    for (row, text) in texts.enumerated() {
      let found = [splits.train.inputs[row, 0], splits.train.inputs[row, 1]]
      // Numbers are understood as Doubles, and rounded once they are inputs.
      let expected = Float(strtod(text, nil))
      if found.contains(where: { $0.bitPattern != expected.bitPattern }) {
        Issue.record("\(text) is read as \(found), not \(expected)")
      }
    }
  }

  static let regression = #""target": "y", "task": "regression""#

  private static func table(_ texts: [String]) -> String {
    "a,b,y\n" + texts.map { "\($0),\" \($0) \",1\n" }.joined()
  }
}
