import Spec
import Tabular
import Testing

/// Rows encoded as they come are those of a table.
struct RowStreamTests {
  /// More different values in a column than are remembered, quoted cells with line feeds, blank lines and
  /// missing cells, over several chunks.
  private static let text: String = {
    var random = SplitMix(state: 1)
    var text = "n,c,b,m,y\n"
    for row in 0..<40_000 {
      let note = row % 3 == 0 ? "\"text \(row)\nof \"\"two\"\" lines\"" : "text \(row % 30_000)"
      let number = row % 17 == 0 ? "" : "\(Int(random.next() % 2000)).25"
      text += "\(number),\(note),\(row % 2 == 0 ? "yes" : "NO"),\(row % 7 == 0 ? "?" : "k")"
      text += ",\(row % 5)\n" + (row % 1000 == 0 ? "\n" : "")
    }
    return text
  }()

  @Test(arguments: [1, 3])
  func rowsAreThoseOfATable(threads: Int) throws {
    let encoder = try load(
      "n,c,b,m,y\n1,text 1,yes,k,2\n3,text 4,no,l,3\n,text 1,no,,4\n",
      #""target": "y", "task": "regression", "columns": {"c": {"max_categories": 2}}"#,
      preprocessing: #""numeric": "standard", "polynomial_degree": 2"#, as: Double.self
    ).encoder
    let folder = try Folder()
    let file = try folder.write(Self.text, as: "t.csv")
    let table: Encoded<Double> = try Tabular.load(
      DataSource(file), with: encoder, delimiter: ",", threads: 1)
    let stream = try RowStream<Double>(
      DataSource(file), delimiter: ",", encoder: encoder, kept: .named(["c"]), refusesUnseen: false,
      skipsBadRows: false)
    #expect(stream.keptNames == ["c"])
    let (width, collected) = (encoder.inputCount, Collected())
    let summary = try stream.run(threads: threads) { _, batch, text in
      for row in 0..<batch.count {
        let inputs = (0..<width).map { batch.inputs[row * width + $0] }
        text += Array("\(batch.first + row) \(inputs)\n".utf8)
      }
    } write: {
      collected.text += $0
    }
    #expect(summary.skipped == 0)
    let expected = table.inputs.arrays.enumerated().map { "\($0) \($1)\n" }.joined()
    // Two long texts are not for a message.
    let areSame = String(decoding: collected.text, as: UTF8.self) == expected
    #expect(areSame)
  }

  /// What one thread at a time adds.
  private final class Collected: @unchecked Sendable {
    var text: [UInt8] = []
  }
}
