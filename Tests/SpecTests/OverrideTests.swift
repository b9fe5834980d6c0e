import Spec
import System
import Testing

@Suite struct OverrideTests {
  private let text = #"""
    {"title": "t", "shape": "circle", "rate": 0.5, "parts": [{"width": 1}, {"figure": "circle"}]}
    """#

  private func read(_ overrides: [String]) throws -> Checked<Sample> {
    var (json, faults) = try JSONReader.parse(Array(text.utf8), at: .file("a.json"))
    for text in overrides {
      faults += try Override(text).apply(to: &json, of: .object(Sample.descriptions))
    }
    return try Sample.read(json, known: faults)
  }

  @Test(arguments: [
    ("title=new", "title", "\"new\""),
    ("title=\"7\"", "title", "\"7\""),
    ("title=a=b", "title", "\"a=b\""),
    ("title=", "title", "\"\""),
    ("title={", "title", "\"{\""),
    ("epochs=1e2", "epochs", "100"),
    ("epochs= 5 ", "epochs", "5"),
    ("draws=false", "draws", "false"),
    ("columns=[\"a\", \"b\"]", "columns", #"["a", "b"]"#),
    ("parts.0.width=1", "parts.0.width", "1"),
    (
      "parts.1.figure.radius=4", "parts.1.figure", #"{"name": "circle", "radius": 4.0, "turns": 3}"#
    ),
    ("parts.1.figure=dot", "parts.1.figure", "\"dot\""),
    ("shape.radius=2", "shape.radius", "2.0"),
    ("shape.name=dot", "shape", "\"dot\""),
    ("shape={\"radius\": 3}", "shape.radius", "3.0"),
    ("edge.name=circle", "edge.radius", "1.0"),
  ])
  func reaches(override: String, path: String, value: String) throws {
    var json: JSONValue? = try read([override]).value.written
    for step in path.split(separator: ".") {
      json = Int(step).flatMap { json?.list?[$0] } ?? json?[String(step)]
    }
    #expect(json?.onOneLine == value)
  }

  @Test func theLastOneCounts() throws {
    let sample = try read(["rate=1", "rate=2", "parts=[{}]", "parts.0.width=1"])
    #expect(sample.value.rate == 2)
    #expect(sample.value.parts.map(\.width) == [1])
    #expect(sample.places["rate"] == .override("rate=2"))
    #expect(sample.places["parts.0.width"] == .override("parts.0.width=1"))
    #expect(sample.places["parts.0"] == .override("parts=[{}]"))
  }

  @Test(arguments: [
    ("rat=1", #"unknown key "rat" in the configuration, did you mean "rate"?"#),
    ("rate=-1", #""rate" must be a number above 0, not -1"#),
    ("rate=null", #""rate" must be a number above 0, not null"#),
    ("rate=NaN", #""rate" must be a number above 0, not "NaN""#),
    ("shape.radios=1", #"unknown key "radios" in figure "circle", did you mean "radius"?"#),
    ("parts.2.width=1", #"there is no element "2", the list "parts" has elements 0 to 1"#),
    ("parts.-1.width=1", #"there is no element "-1", the list "parts" has elements 0 to 1"#),
    ("parts.x=1", #"there is no element "x", the list "parts" has elements 0 to 1"#),
    ("columns.0=a", #"there is no element "0", the list "columns" is empty"#),
    ("rate.x=1", #""rate" is 0.5 and has no keys or elements"#),
    ("title.x.y=1", #""title" is "t" and has no keys or elements"#),
    ("parts=3", #""parts" must be a list, not 3"#),
    ("shape={\"radius\": 1, \"radius\": 2}", #"the key "radius" is given twice"#),
    ("parts.0.width=2", "a dot has width 1, not 2"),
  ])
  func refuses(override: String, fault: String) {
    #expect(messages { _ = try read([override]) } == ["--set \(override): \(fault)"])
  }

  @Test(arguments: ["rate", "", "rate:1"])
  func needsAnEqualsSign(text: String) {
    #expect {
      try Override(text)
    } throws: {
      ($0 as? Failure)?.status == .usage
    }
  }

  @Test func emptyKeysAreUnknown() {
    #expect(messages { _ = try read(["=1"]) }.count == 1)
    #expect(messages { _ = try read(["shape..radius=1"]) }.count == 1)
    #expect(messages { _ = try read(["parts.=1"]) }.count == 1)
  }

  @Test func faultsOfFileAndOverridesComeTogether() {
    let found = messages { _ = try read(["rate=0", "parts.1.width=0"]) }
    #expect(
      found == [
        #"--set rate=0: "rate" must be a number above 0, not 0"#,
        #"--set parts.1.width=0: "parts.1.width" must be a whole number from 1 to 100, not 0"#,
      ])
  }
}
