import Explanation
import Foundation
import Spec
import Training

/// A table with a configuration of it that is checked, healthy until a test plants something.
struct Table {
  var rows = 200
  /// The columns' names and cells; the target is `y`.
  var columns: [(name: String, cell: (Int) -> String)] = [
    ("length", { Table.number($0, 1) }), ("width", { Table.number($0, 2) }),
    ("city", { ["Aarau", "Bern", "Chur", "Davos"][Int(Table.draw($0, 3) * 4)] }),
    ("count", { "\(Int(Table.draw($0, 4) * 50))" }),
    ("is_new", { Table.draw($0, 5) < 0.5 ? "yes" : "no" }),
  ]
  var target: (Int) -> String = { Table.draw($0, 6) < 0.5 ? "left" : "right" }
  /// Rows of a test file; none where 0. Those of the training file are 0 ..< rows.
  var testRows = 1000..<1100
  var data = ""
  var preprocessing = #""numeric": "standard""#
  var layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "sigmoid" }"#
  var training = #""epochs": 3"#
  var rest = ""

  /// A healthy regression.
  static var regression: Table {
    var table = Table()
    table.target = { Table.number($0, 7) }
    table.layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "identity" }"#
    return table
  }

  /// Uniform in [0, 1): a function of both numbers.
  static func draw(_ row: Int, _ column: Int) -> Double {
    var bits = UInt64(row) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(column) &* 0xd1b5_4a32_d192_ed03
    bits = (bits ^ bits >> 32) &* 0xd6e8_feb8_6659_fd93
    bits = (bits ^ bits >> 32) &* 0xd6e8_feb8_6659_fd93
    return Double((bits ^ bits >> 32) >> 11) * 0x1p-53
  }

  /// A number between −2 and 2 with five decimals.
  static func number(_ row: Int, _ column: Int) -> String {
    String(format: "%.5f", 4 * draw(row, column) - 2)
  }

  private func text(_ rows: Range<Int>) -> String {
    let header = (columns.map(\.name) + ["y"]).joined(separator: ",")
    let lines = rows.map { row in
      (columns.map { $0.cell(row) } + [target(row)]).joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// Checks the table in a folder of its own, in which nothing may appear.
  func check(_ overrides: String..., silenced: [String] = []) throws -> ConfigurationCheck {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("dlrun-check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws {
      try text.write(
        to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
    }
    try write(text(0..<rows), "train.csv")
    if !testRows.isEmpty { try write(text(testRows), "test.csv") }
    try write(
      """
      {
        "data": { "train": "train.csv", "target": "y"\(testRows.isEmpty ? "" : #", "test": "test.csv""#)\(data) },
        "preprocessing": { \(preprocessing) },
        "model": { "layers": [ \(layers) ] },
        "training": { \(training) }\(rest)
      }
      """, "table.json")
    return try ConfigurationCheck(
      Configuration.read(
        file: folder.appendingPathComponent("table.json").path, overrides: overrides),
      threads: 1, silenced: silenced)
  }
}
