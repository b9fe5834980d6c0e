import Explanation
import Foundation
import Testing

@Suite struct WarningTests {
  /// What is planted into a healthy table, and what is near it and healthy.
  struct Case: Sendable, CustomTestStringConvertible {
    let code: String
    /// What the sentence must name.
    let names: String
    let plant: @Sendable (inout Table) -> Void
    let twin: @Sendable (inout Table) -> Void
    var isRegression = false

    var testDescription: String { "\(code) \(names)" }
  }

  static let cases = [
    Case(
      code: "unsuitable-loss", names: "mean_squared_error hardly corrects",
      plant: { $0.rest = #", "loss": "mean_squared_error""# },
      twin: { $0.rest = #", "loss": "focal""# }),
    Case(
      code: "unsuitable-loss", names: "no output of relu is below 0",
      plant: {
        $0.layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "relu" }"#
      },
      twin: {
        $0.layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "relu" }"#
        $0.target = { "\(2 * Table.draw($0, 7))" }
      }, isRegression: true),
    Case(
      code: "unsuitable-loss", names: "no output of sigmoid is above 1",
      plant: {
        $0.layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "sigmoid" }"#
        $0.target = { "\(2 * Table.draw($0, 7))" }
      },
      twin: {
        $0.layers = #"{ "units": 8, "activation": "tanh" }, { "activation": "sigmoid" }"#
        $0.target = { "\(Table.draw($0, 7))" }
      }, isRegression: true),
    Case(
      code: "constant-column", names: "\"planted\"",
      plant: { $0.columns.append(("planted", { _ in "3" })) },
      twin: { $0.columns.append(("planted", { $0 == 7 ? "4" : "3" })) }),
    Case(
      code: "constant-column", names: "\"planted\"",
      plant: { $0.columns.append(("planted", { _ in "same" })) },
      // That a cell is missing may tell something.
      twin: { $0.columns.append(("planted", { $0 % 3 == 0 ? "" : "same" })) }),
    Case(
      code: "constant-column", names: "\"planted\" has no value",
      plant: {
        $0.columns.append(("planted", { _ in "" }))
        $0.data = #", "columns": { "planted": { "type": "numeric" } }"#
      },
      twin: { $0.columns.append(("planted", { Table.number($0, 30) })) }),
    Case(
      code: "ambiguous-dates", names: "\"planted\"",
      plant: { $0.columns.append(("planted", { "\($0 % 11 + 1)/\($0 % 12 + 1)/2020" })) },
      twin: { $0.columns.append(("planted", { "\($0 % 11 + 1)/\($0 % 28 + 1)/2020" })) }),
    Case(
      code: "unread-texts", names: "\"never\" is not",
      plant: {
        $0.columns.append(("planted", { $0 % 7 == 0 ? "never" : "2020-01-0\($0 % 5 + 1)" }))
        $0.data = #", "columns": { "planted": { "type": "categorical" } }"#
      },
      twin: {
        $0.columns.append(("planted", { $0 % 5 == 0 ? "never" : "A-\($0 % 5)" }))
        $0.data = #", "columns": { "planted": { "type": "categorical" } }"#
      }),
    Case(
      code: "ambiguous-numbers", names: "column \"planted\" has three decimals",
      plant: {
        $0.columns.append(
          ("planted", { $0 % 3 == 0 ? "\(100 + $0)" : "\(1 + $0 * 7 % 9).\(100 + $0)" }))
      },
      twin: {
        $0.columns.append(
          (
            "planted",
            { $0 == 4 ? "2.75" : $0 % 3 == 0 ? "\(100 + $0)" : "\(1 + $0 * 7 % 9).\(100 + $0)" }
          ))
      }),
    Case(
      code: "ambiguous-numbers", names: "column \"y\" has three decimals",
      plant: {
        $0.target = { $0 % 3 == 0 ? "\(2 + $0 % 4)" : "\(1 + $0 * 7 % 4).\(100 + $0)" }
      },
      // Zero stands before no thousands.
      twin: { $0.target = { $0 % 3 == 0 ? "\($0 % 4)" : "\($0 * 7 % 4).\(100 + $0)" } },
      isRegression: true),
    Case(
      code: "identifier", names: "rise from row to row",
      plant: { $0.columns.append(("planted", { "\(100 + 3 * $0)" })) },
      twin: { $0.columns.append(("planted", { "\(100 + 3 * ($0 / 2))" })) }),
    Case(
      code: "identifier", names: "it numbers the rows",
      plant: { $0.columns.append(("planted", { "\($0 * 77 % 200)" })) },
      // Nor do those of a year.
      twin: { $0.columns.append(("year", { "\(1800 + $0)" })) }),
    Case(
      code: "identifier", names: "its 200 whole numbers are all different",
      plant: { $0.columns.append(("planted", { "\(5000 + $0 * 77 % 389)" })) },
      // Whole numbers from a wide range differ by themselves.
      twin: { $0.columns.append(("planted", { "\($0 * 7_654_321 % 1_000_003)" })) }),
    Case(
      code: "identifier", names: "\"row_id\"",
      plant: { $0.columns.append(("row_id", { "\($0 * 7_654_321 % 1_000_003)" })) },
      twin: { $0.columns.append(("row_id", { "\(Double($0 * 77 % 200) / 8)" })) }),
    Case(
      code: "identifier", names: "200 different values in 200 rows",
      plant: { $0.columns.append(("planted", { "name \($0)" })) },
      twin: { $0.columns.append(("planted", { "name \($0 % 20)" })) }),
    Case(
      code: "identifier", names: "it is free text, with 200",
      plant: { $0.columns.append(("planted", { "the patient number \($0) told" })) },
      twin: { $0.columns.append(("planted", { "the patient number \($0 % 20) told" })) }),
    Case(
      code: "identifier", names: "more digits than float64 can hold",
      plant: { $0.columns.append(("planted", { "\(1_234_567_890_123_456_000 + $0)" })) },
      twin: { table in
        table.columns.append(("planted", { "\(1_234_567_890_123_456_000 + $0 % 4)" }))
        table.data = #", "columns": { "planted": { "type": "categorical" } }"#
      }),
    Case(
      code: "same-information", names: "\"city\", \"planted\" carry the same information",
      plant: { $0.columns.append(("planted", { "\(Table.cityCode($0, [30, 10, 40, 20]))" })) },
      // But for one row.
      twin: {
        $0.columns.append(("planted", { "\($0 == 9 ? 1 : Table.cityCode($0, [30, 10, 40, 20]))" }))
      }),
    Case(
      code: "same-information", names: "\"length\", \"planted\" carry",
      plant: { $0.columns.append(("planted", { "\(32 + 1.8 * Table.value($0, 1))" })) },
      // All differ in both, but not alike.
      twin: {
        $0.columns.append(("planted", { "\(32 + 1.8 * Table.value($0, 1) * Table.value($0, 1))" }))
      }),
    Case(
      code: "same-information", names: "\"is_new\", \"planted\", \"third\" carry",
      plant: {
        $0.columns.append(("planted", { Table.draw($0, 5) < 0.5 ? "0" : "1" }))
        $0.columns.append(("third", { Table.draw($0, 5) < 0.5 ? "m" : "f" }))
      },
      // One category is two.
      twin: {
        $0.columns.append(("planted", { Table.draw($0, 5) < 0.5 ? "0" : $0 % 2 == 0 ? "1" : "2" }))
      }),
    Case(
      code: "same-information", names: "\"width\", \"planted\" carry",
      // Turned round, with missing cells in the same rows.
      plant: { table in
        table.columns[1].cell = { $0 % 9 == 0 ? "" : Table.number($0, 2) }
        table.columns.append(
          ("planted", { $0 % 9 == 0 ? "" : "\(exp(-Table.value($0, 2)))" }))
      },
      twin: { table in
        table.columns[1].cell = { $0 % 9 == 0 ? "" : Table.number($0, 2) }
        table.columns.append(
          ("planted", { $0 % 9 == 1 ? "" : "\(exp(-Table.value($0, 2)))" }))
      }),
    Case(
      code: "target-leak", names: "2 values of column \"planted\"",
      plant: { $0.columns.append(("planted", { Table.draw($0, 6) < 0.5 ? "L" : "R" })) },
      twin: {
        $0.columns.append(("planted", { $0 == 5 || Table.draw($0, 6) < 0.5 ? "L" : "R" }))
        $0.columns[$0.columns.count - 1].cell = {
          $0 % 40 == 5 || Table.draw($0, 6) < 0.5 ? "L" : "R"
        }
      }),
    Case(
      code: "target-leak", names: "\"planted\" and the target \"y\"",
      plant: { $0.columns.append(("planted", { "\(1000 * Table.value($0, 7) + 3)" })) },
      twin: {
        $0.columns.append(
          ("planted", { "\(1000 * Table.value($0, 7) + 50 * Table.value($0, 9))" }))
      }, isRegression: true),
    Case(
      code: "target-leak", names: "\"planted\" and the target \"y\"",
      plant: {
        $0.columns.append(("planted", { "\(-Table.value($0, 7))" }))
        $0.preprocessing = #""numeric": "robust""#
      },
      twin: {
        $0.columns.append(("planted", { "\(pow(Table.value($0, 7), 3))" }))
        $0.preprocessing = #""numeric": "robust""#
      }, isRegression: true),
    Case(
      code: "missing-cells", names: "\"planted\" has no value in 150 of 200",
      plant: { $0.columns.append(("planted", { $0 % 4 == 0 ? Table.number($0, 31) : "" })) },
      twin: { $0.columns.append(("planted", { $0 % 4 != 0 ? Table.number($0, 31) : "" })) }),
    Case(
      code: "missing-cells", names: "\"planted\"",
      plant: {
        $0.columns.append(
          ("planted", { $0 % 4 == 0 ? ["red", "green", "blue"][$0 / 4 % 3] : "NA" }))
      },
      twin: {
        $0.columns.append(("planted", { $0 % 4 != 0 ? ["red", "green", "blue"][$0 % 3] : "NA" }))
      }),
    Case(
      code: "rare-categories", names: "2 of the 4 categories of column \"planted\"",
      plant: {
        $0.columns.append(("planted", { $0 < 4 ? "a" : $0 < 6 ? "b" : $0 % 3 > 0 ? "c" : "d" }))
      },
      twin: {
        $0.columns.append(("planted", { $0 < 10 ? "a" : $0 < 16 ? "b" : $0 % 3 > 0 ? "c" : "d" }))
      }),
    Case(
      code: "repeated-rows", names: "20 of the 100 test rows",
      plant: { $0.testRows = 180..<280 }, twin: { $0.testRows = 199..<299 }),
    Case(
      code: "repeated-rows", names: "validation rows",
      // Rows that were copied before the split.
      plant: { table in
        table.rows = 400
        table.data = #", "validation": 0.2"#
        table.columns = table.columns.map { column in (column.name, { column.cell($0 % 200) }) }
        table.target = { Table.draw($0 % 200, 6) < 0.5 ? "left" : "right" }
      },
      // Rows that repeat one another since there are few different ones.
      twin: { table in
        table.data = #", "validation": 0.2, "inputs": ["city", "is_new"]"#
      }),
    Case(
      code: "unscaled-inputs",
      names: "(0 to 49), but initial weights are made for inputs of about 1, and tanh",
      plant: { $0.preprocessing = "" },
      twin: { $0.preprocessing = #""numeric": "min_max""# }),
    Case(
      code: "unbalanced-classes", names: "(190 and 10): an accuracy of 95 %",
      plant: { $0.target = { $0 % 20 == 3 ? "left" : "right" } },
      twin: {
        $0.target = { $0 % 20 == 3 ? "left" : "right" }
        $0.data = #", "class_weight": "balanced""#
      }),
    Case(
      code: "single-row-class", names: "\"middle\" has one training row",
      plant: {
        $0.target = { $0 == 9 ? "middle" : Table.draw($0, 6) < 0.5 ? "left" : "right" }
        $0.layers = #"{ "activation": "softmax" }"#
        $0.data = #", "class_weight": "balanced""#
      },
      twin: {
        $0.target = { $0 % 9 == 0 ? "middle" : Table.draw($0, 6) < 0.5 ? "left" : "right" }
        $0.layers = #"{ "activation": "softmax" }"#
      }),
    Case(
      code: "single-row-class",
      names: "4 of the 6 classes have one training row or none, among them",
      plant: {
        $0.target = { $0 < 4 ? "odd \($0)" : Table.draw($0, 6) < 0.5 ? "left" : "right" }
        $0.layers = #"{ "activation": "softmax" }"#
        $0.data = #", "class_weight": "balanced""#
      },
      twin: {
        $0.target = { $0 % 9 == 0 ? "middle" : Table.draw($0, 6) < 0.5 ? "left" : "right" }
        $0.layers = #"{ "activation": "softmax" }"#
      }),
    Case(
      code: "target-scale", names: "\"y\"",
      plant: { $0.target = { "\(100_000 + 9000 * Table.value($0, 7))" } },
      twin: {
        $0.target = { "\(100_000 + 9000 * Table.value($0, 7))" }
        $0.preprocessing += #", "target": "standard""#
      }, isRegression: true),
    Case(
      code: "target-scale", names: "\"y\"",
      plant: { $0.target = { "\(Table.value($0, 7) / 1000)" } },
      twin: { $0.target = { "\(Table.value($0, 7) / 10)" } }, isRegression: true),
    Case(
      code: "target-outliers", names: "is 55,",
      plant: { $0.target = { $0 == 20 ? "55" : Table.number($0, 7) } },
      twin: {
        $0.target = { $0 == 20 ? "55" : Table.number($0, 7) }
        $0.rest = #", "loss": "huber""#
      }, isRegression: true),
    Case(
      code: "many-parameters", names: "2001 parameters for 200 training rows",
      plant: {
        $0.layers = #"{ "units": 200, "activation": "tanh" }, { "activation": "sigmoid" }"#
      },
      twin: {
        $0.layers =
          #"{ "units": 200, "activation": "tanh", "dropout": 0.5 }, { "activation": "sigmoid" }"#
      }),
    Case(
      code: "learning-rate", names: "commonly used with adam",
      plant: { $0.rest = #", "optimizer": { "learning_rate": 0.5 }"# },
      twin: { $0.rest = #", "optimizer": { "name": "momentum", "learning_rate": 0.5 }"# }),
    Case(
      code: "batch-size", names: "a batch of 256 rows",
      plant: { $0.training = #""epochs": 2, "batch_size": 256"# },
      twin: { $0.training = #""epochs": 2, "batch_size": 256, "descent": "batch""# }),
    Case(
      code: "no-validation", names: "500 epochs",
      plant: {
        $0.layers = #"{ "units": 24, "activation": "tanh" }, { "activation": "sigmoid" }"#
        $0.training = #""epochs": 500"#
      },
      twin: {
        $0.layers = #"{ "units": 24, "activation": "tanh" }, { "activation": "sigmoid" }"#
        $0.training = #""epochs": 500"#
        $0.data = #", "validation": 0.2"#
      }),
  ]

  @Test(arguments: cases)
  func plantedIsFoundAndTwinIsHealthy(_ test: Case) throws {
    let healthy = test.isRegression ? Table.regression : Table()
    var planted = healthy
    test.plant(&planted)
    let found = try planted.check().warnings
    #expect(Set(found.map(\.code)) == [test.code], "\(found.map(\.sentence))")
    #expect(found.contains { $0.sentence.contains(test.names) }, "\(found.map(\.sentence))")
    #expect(try planted.check(silenced: [test.code]).warnings.isEmpty)
    var twin = healthy
    test.twin(&twin)
    let others = try twin.check().warnings
    #expect(others.isEmpty, "\(others.map(\.sentence))")
  }

  @Test func healthyTablesGiveNone() throws {
    #expect(try Table().check().warnings.isEmpty)
    #expect(try Table.regression.check().warnings.isEmpty)
    #expect(try Table.regression.check("training.precision=float64").warnings.isEmpty)
  }

  @Test func everyCodeIsPlanted() {
    #expect(Set(Warnings.codes) == Set(Self.cases.map(\.code)))
    #expect(Set(Warnings.codes).count == Warnings.all.count)
  }

  /// The registry names what the folder holds.
  @Test func everyFileIsRegistered() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Explanation/Checking/Warnings").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      Set(files).subtracting(["Warning.swift", "GivenWarning.swift"])
        == Set(Warnings.all.map { "\($0).swift" }))
  }
}

extension Table {
  /// A number for each city of a healthy table.
  static func cityCode(_ row: Int, _ codes: [Int]) -> Int { codes[Int(draw(row, 3) * 4)] }

  /// The number that `number` spells.
  static func value(_ row: Int, _ column: Int) -> Double { Double(number(row, column)) ?? .nan }
}
