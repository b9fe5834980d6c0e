import Spec
import Tabular
import Testing

/// Rows encoded one at a time are those of a table.
@Suite struct CellEncoderTests {
  static let columns = """
    "target": "y", "columns": {"q": {"scale": "quantile"}, "c": {"max_categories": 2}, \
    "e": {"encoding": "embedding"}, "m": {"missing": "error"}}
    """

  private func training() throws -> Encoder {
    try load(
      "n,q,b,c,e,m,y\n1,1,yes,x,u,1,p\n,2,,z,v,2,q\n3,9,no,,w,5,p\n4,5,no,x,u,1,q\n2,,no,k,u,1,p\n",
      Self.columns, preprocessing: #""numeric": "robust", "pieces": 2, "polynomial_degree": 2"#,
      as: Double.self
    ).encoder
  }

  @Test func rowsAreThoseOfATable() throws {
    let encoder = try training()
    let header = ["extra", "m", "e", "c", "b", "q", "n", "y"]
    let rows = [
      ["", "3", "v", "x", "TRUE", "4", " 2 ", "p"], ["a", "1e0", "", "", "", "", "", "q"],
      ["b", "-7.5", "new", "k", "0", "100", "?", "p"], ["", "1", "u", " z", " No", "1", "1", "q"],
    ]
    let folder = try Folder()
    let text = ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    let table: Encoded<Double> = try Tabular.load(
      try folder.write(text, as: "t.csv"), with: encoder, delimiter: ",", threads: 1)
    let cells = try CellEncoder<Double>(encoder, header: header, of: "t.csv")
    #expect(cells.width == encoder.inputCount)
    #expect(try rows.map { try cells.encode($0) } == table.inputs.arrays)
  }

  @Test(arguments: [
    (["x", "1", "yes", "x", "u", "1"], 0, "\"x\" in column \"n\" is no number"),
    (["1", "1e999", "yes", "x", "u", "1"], 1, "beyond the range of float64"),
    (["1", "1", "maybe", "x", "u", "1"], 2, "\"maybe\" in column \"b\" is no boolean"),
    (["1", "1", "yes", "new", "u", "1"], 3, "\"new\" in column \"c\" is none of the categories"),
    (["1", "1", "yes", "x", "new", "1"], 4, "\"new\" in column \"e\" is none of the categories"),
    (["1", "1", "yes", "x", "u", "NA"], 5, "a missing cell in column \"m\""),
  ])
  func faultsNameTheCell(_ row: [String], _ cell: Int, _ message: String) throws {
    let cells = try CellEncoder<Double>(
      training(), header: ["n", "q", "b", "c", "e", "m"], of: "t.csv", refusesUnseen: true)
    do {
      _ = try cells.encode(row)
      Issue.record("no fault")
    } catch {
      #expect(error.cell == cell && error.message.contains(message), "\(error)")
    }
  }

  @Test func missingColumnsAreNamed() throws {
    let encoder = try training()
    let found = fault {
      do throws(Failure) {
        _ = try CellEncoder<Float>(encoder, header: ["n", "Q", "b", "c"], of: "new.csv")
      } catch {
        throw Fault(error, in: "")
      }
    }
    #expect(found?.status == 65)
    #expect(found?.messages.count == 3)
    #expect(found?.messages.first == "new.csv: no column \"q\", did you mean \"Q\"?")
    #expect(found?.messages.last?.hasPrefix("new.csv: no column \"m\"") == true)
  }
}
