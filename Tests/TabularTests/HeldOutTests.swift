import Spec
import Tabular
import Testing

/// Reading further files with what was learnt of the training rows.
@Suite struct HeldOutTests {
  static let training = "a,b,y\n1,x,1\n3,y,2\n5,x,1\n"

  struct Case {
    let text: String
    let message: String
  }

  @Test(arguments: [
    Case(text: "a,y\n1,1\n", message: "h.csv: no column \"b\""),
    Case(text: "A,b,y\n1,x,1\n", message: "h.csv: no column \"a\", did you mean \"A\"?"),
    Case(text: "a,b,y\n", message: "h.csv: no rows after the header"),
    Case(text: "a,b,y\n1,x,\n", message: "h.csv: no row has a target"),
    Case(text: "a,b,y\n1,x,1\n1,x,3\n", message: "h.csv:3:5: \"3\" in column \"y\" is not one of"),
    Case(text: "a,b,y\n1,x,one\n", message: "h.csv:2:5: \"one\" in column \"y\" is not one of"),
    Case(text: "b,a,y\nx,z,1\nx,1,1\nx,1,1\n", message: "h.csv:2:3: \"z\" in column \"a\""),
    Case(text: "b,a,y\nx,1e400,1\n", message: "h.csv:2:3: \"1e400\" in column \"a\" is beyond"),
    Case(text: "b,a,y\nx,1,1\nx,1\nx,q,1\n", message: "h.csv:3:4: a row of 2 cells"),
    Case(text: "b,a,y\nx,1,1\nx,q,1\nx,1\n", message: "h.csv:3:3: \"q\""),
    Case(text: "b,a,y,a\nx,1,1,2\n", message: "h.csv:1:7: a second column \"a\""),
  ])
  func placesFaults(_ sample: Case) throws {
    let found = fault { _ = try read(sample.text) }
    #expect(found?.status == 65)
    #expect(found?.messages.first?.hasPrefix(sample.message) == true, "\(found?.description ?? "")")
  }

  @Test func readsOtherSpellingsAndOrders() throws {
    let rows = try read("z,y,b,a\n0x1,2.0,10,3\ninf,1e0,y,\n,,x,1\n")
    #expect(rows.inputs.arrays == [[3, 0, 0], [3, 0, 1]])
    #expect(rows.targets.arrays == [[1], [0]])
    #expect(rows.leftOut.count == 1)
  }

  private func read(_ text: String) throws -> Encoded<Double> {
    let encoder = try training().encoder
    let folder = try Folder()
    let path = try folder.write(text, as: "h.csv")
    do {
      return try load(DataSource(path), with: encoder, delimiter: ",", threads: 2)
    } catch {
      throw Fault(error, in: folder.path)
    }
  }

  private func training() throws -> Splits<Double> {
    try load(Self.training, as: Double.self)
  }
}
