import Engine
import Foundation
import Spec
import Tabular
import Testing
import Training

/// From cells to answers, the graph gives what the program gives that does it faster.
@Suite struct WholeGraphTests {
  /// A table with columns of every kind, with cells missing.
  private static let table: String = {
    var text = "n,m,c,when,yes,x1,x2,x3,x4,out\n"
    for row in 0..<60 {
      let cells = [
        row % 7 == 3 ? "" : "\(Double((row * 37) % 50) / 4)", "\((row * row) % 23 - 11)",
        row % 11 == 5 ? "" : ["red", "green", "blue", "rare\(row % 20)"][(row * 5) % 4],
        row % 13 == 6
          ? "" : String(format: "2024-%02d-%02d 0%d:30", row % 12 + 1, row % 28 + 1, row % 10),
        row % 9 == 4 ? "" : row % 2 == 0 ? "true" : "false", "\(row % 5)", "\(row % 3)",
        row % 4 == 0 ? "" : "\(row % 8)", row % 4 == 0 ? "" : "\(row % 6)", "\((row * 3) % 5)",
      ]
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }()

  private static let preprocessing = [
    "{}", #"{"numeric": "none"}"#, #"{"numeric": "min_max", "polynomial_degree": 3}"#,
    #"{"numeric": "robust", "normalize_rows": "l2"}"#,
    #"{"numeric": "quantile", "normalize_rows": "l1", "polynomial_degree": 2}"#,
    #"{"numeric": "standard", "pieces": 4}"#,
  ]
  private static let columns = [
    "{}", #"{"c": {"encoding": "embedding", "dimensions": 2}, "n": {"scale": "quantile"}}"#,
    #"{"c": {"min_count": 3}, "m": {"type": "categorical"}}"#,
  ]
  private static let groups = [
    "{}", #"{"s": {"columns": ["x1", "x2", "x3", "x4"], "shape": [2, 2]}}"#,
    #"{"s": {"columns": ["x1", "x2", "x3", "x4"], "normalize_rows": "l2"}}"#,
  ]

  private func prepared<S: RunScalar>(_ number: Int, target: String) throws -> PreparedRun<S> {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.table.utf8).write(to: folder.appendingPathComponent("t.csv"))
    let (preprocessing, columns, groups) = (
      Self.preprocessing[number % 6], Self.columns[number / 6 % 3], Self.groups[number / 18]
    )
    let layers =
      groups == "{}"
      ? #"{"units": 3}"#
      : groups.contains("shape")
        ? #"{"kind": "gru", "units": 2, "from": "s", "name": "f"}, {"units": 3, "from": ["inputs", "f"]}"#
        : #"{"units": 3, "from": ["inputs", "s"]}"#
    let configuration = """
      {"data": {"train": "t.csv", "target": "out", "columns": \(columns), "groups": \(groups), "task": "\(target)"},
       "preprocessing": \(preprocessing), "model": {"layers": [\(layers), {"activation": "softmax"}]},
       "training": {"precision": "\(S.self == Float.self ? "float32" : "float64")"}}
      """
    let path = folder.appendingPathComponent("c.json")
    try Data(configuration.utf8).write(to: path)
    return try PreparedRun<S>(Configuration.read(file: path.path), threads: 1)
  }

  /// Of cells drawn at random, missing ones and texts that are no category among them.
  @Test(arguments: 0..<54)
  func inputsAreThoseOfTheFastWay(number: Int) throws {
    try expectInputs(in: Float.self, number)
    try expectInputs(in: Double.self, number)
  }

  private func expectInputs<S: RunScalar>(in _: S.Type, _ number: Int) throws {
    let run: PreparedRun<S> = try prepared(number, target: "classification")
    let encoder = run.splits.encoder
    var generator = SystemRandomNumberGenerator()
    let rows = (0..<100).map { _ in
      encoder.inputs.map { column -> Double in
        if Int.random(in: 0..<6, using: &generator) == 0 { return .nan }
        return switch column.encoding {
        case .number: Double.random(in: -30...30, using: &generator)
        case .date: (Double.random(in: -9000...30000, using: &generator) * 24).rounded() / 24
        case .boolean: Double(Int.random(in: 0...1, using: &generator))
        case .category(let encoding):
          Double(Int.random(in: (encoding.hasOther ? 0 : -1)..<encoding.count, using: &generator))
        }
      }
    }
    let whole = WholeGraph(
      encoder, run.resolved.network, S.self == Float.self ? .float32 : .float64)
    let fast: [S] = encoder.encode(rows: rows)
    let width = encoder.inputCount
    try #require(whole.cells.shape(whole.inputs).columns == width)
    let function = GraphFunction<Double>(
      whole.cells, columns: encoder.inputs.count, outputs: [whole.inputs], rowsAtOnce: 32)
    function.run(rows.flatMap(\.self), count: rows.count) { first, count, outputs in
      for element in 0..<count * width {
        #expect(
          S(outputs[0][element]) == fast[first * width + element]
            && Double(S(outputs[0][element])) == outputs[0][element])
      }
    }
  }
}
