import Spec
import System
import Testing

@Suite struct DeclarationTests {
  @Test func readsAndWrites() throws {
    let sample = try read(
      """
      {"title": "t", "epochs": 1e1, "shape": {"name": "circle", "radius": 2}, "edge": "dot",
       "parts": [{"width": 3, "figure": "circle"}, {}], "order": "as_given"}
      """)
    let text = """
      {"title": "t", "epochs": 10, "rate": 0.1, "order": "as_given", "draws": true, \
      "shape": {"name": "circle", "radius": 2.0, "turns": 3}, "edge": "dot", \
      "parts": [{"width": 3, "figure": {"name": "circle", "radius": 1.0, "turns": 3}}, \
      {"figure": "dot"}]}
      """
    #expect(sample.value.written.onOneLine == text)
    #expect(try read(text).value.written.onOneLine == text)
  }

  @Test func tellsPlaces() throws {
    let places = try read(
      """
      {"title": "t",
       "parts": [{}, {"figure": {"name": "circle", "radius": 2}}]}
      """
    ).places
    #expect(places["title"] == .position(file: "a.json", line: 1, column: 11))
    #expect(places["parts.1.figure.radius"] == .position(file: "a.json", line: 2, column: 56))
    // What was not written is told by what is around it.
    #expect(places["parts.1.figure.turns"] == .position(file: "a.json", line: 2, column: 27))
    #expect(places["columns.3"] == .position(file: "a.json", line: 1, column: 1))
  }

  @Test(
    arguments: [
      (#"[]"#, ["1:1: the configuration must be an object, not an empty list"]),
      (#"{}"#, [#"1:1: missing key "title": what it is called"#]),
      (#"{"title": null}"#, [#"1:11: "title" must be a title, not null"#]),
      (#"{"title": 7}"#, [#"1:11: "title" must be a title, not 7"#]),
      (
        #"{"title": "t", "epochs": 1.5}"#,
        [#"1:26: "epochs" must be a whole number from 0 to 2147483647, not 1.5"#]
      ),
      (
        #"{"title": "t", "epochs": "5"}"#,
        [#"1:26: "epochs" must be a whole number from 0 to 2147483647, not "5""#]
      ),
      (
        #"{"title": "t", "epochs": 99999999999999999999}"#,
        [#"1:26: "epochs" must be a whole number from 0 to 2147483647, not 99999999999999999999"#]
      ),
      (#"{"title": "t", "rate": 0}"#, [#"1:24: "rate" must be a number above 0, not 0"#]),
      (#"{"title": "t", "rate": true}"#, [#"1:24: "rate" must be a number above 0, not true"#]),
      (#"{"title": "t", "rate": 1e-999}"#, [#"1:24: "rate" must be a number above 0, not 1e-999"#]),
      (
        #"{"title": "t", "rate": 1e999}"#,
        [#"1:24: "rate" must be a number above 0, not 1e999 (beyond the range of numbers)"#]
      ),
      (
        #"{"title": "t", "noise": 1}"#,
        [#"1:25: "noise" must be a number of at least 0 and below 1, not 1"#]
      ),
      (
        #"{"title": "t", "noise": null}"#,
        [#"1:25: "noise" must be a number of at least 0 and below 1, not null"#]
      ),
      (#"{"title": "t", "draws": 1}"#, [#"1:25: "draws" must be true or false, not 1"#]),
      (
        #"{"title": "t", "order": "sortd"}"#,
        [#"1:25: "order" must be one of "sorted", "as_given", not "sortd", did you mean "sorted"?"#]
      ),
      (
        #"{"title": "t", "order": []}"#,
        [#"1:25: "order" must be one of "sorted", "as_given", not an empty list"#]
      ),
      (#"{"title": "t", "columns": "a"}"#, [#"1:27: "columns" must be a list, not "a""#]),
      (
        #"{"title": "t", "columns": ["a", 2, {}]}"#,
        [
          #"1:33: "columns.1" must be the name of a column, not 2"#,
          #"1:36: "columns.2" must be the name of a column, not an object"#,
        ]
      ),
      (#"{"title": "t", "parts": [3]}"#, [#"1:26: "parts.0" must be an object, not 3"#]),
      (
        #"{"title": "t", "shape": 3}"#,
        [#"1:25: "shape" must be an object or one of "circle", "dot", not 3"#]
      ),
      (
        #"{"title": "t", "shape": "circel"}"#,
        [#"1:25: unknown figure "circel", did you mean "circle"?"#]
      ),
      (
        #"{"title": "t", "shape": {"name": "square"}}"#,
        [#"1:34: unknown figure "square", expected one of "circle", "dot""#]
      ),
      (
        #"{"title": "t", "shape": {"name": 1}}"#,
        [#"1:34: "shape.name" must be one of "circle", "dot", not 1"#]
      ),
      (
        #"{"title": "t", "shape": {"name": "circle", "radios": 1}}"#,
        [#"1:44: unknown key "radios" in figure "circle", did you mean "radius"?"#]
      ),
      (
        #"{"title": "t", "shape": {"name": "dot", "size": 1}}"#,
        [#"1:41: unknown key "size" in figure "dot", expected "name""#]
      ),
      (
        #"{"title": "t", "shape": {"nmae": "dot"}}"#,
        [#"1:26: unknown key "nmae" in figure "circle", did you mean "name"?"#]
      ),
      // Without a name, the default is meant; where there is none, the name is missing.
      (
        #"{"title": "t", "shape": {"radius": -1}}"#,
        [#"1:36: "shape.radius" must be a number above 0, not -1"#]
      ),
      (
        #"{"title": "t", "edge": {"radius": 1}}"#,
        [#"1:24: missing key "edge.name": the name of the figure"#]
      ),
      (
        #"{"title": "t", "Epochs": 1}"#,
        [#"1:16: unknown key "Epochs" in the configuration, did you mean "epochs"?"#]
      ),
      (
        #"{"title": "t", "parts": [{"size": 1}]}"#,
        [#"1:27: unknown key "size" in "parts.0", expected one of "width", "figure""#]
      ),
      // A misspelt key is not reported as missing too.
      (
        #"{"titel": "t"}"#,
        [#"1:2: unknown key "titel" in the configuration, did you mean "title"?"#]
      ),
      (#"{"title": "t", "parts": [{"width": 2}]}"#, [#"1:36: a dot has width 1, not 2"#]),
      // No check is made of what is wrong already.
      (
        #"{"title": "t", "parts": [{"width": 200}]}"#,
        [#"1:36: "parts.0.width" must be a whole number from 1 to 100, not 200"#]
      ),
      // All at once, in the order of the text.
      (
        #"{"x": 1, "parts": [{"width": 2}, {"width": 0}], "rate": -1, "epochs": -1}"#,
        [
          #"1:1: missing key "title": what it is called"#,
          #"1:2: unknown key "x" in the configuration, expected one of "title", "epochs", "rate", "#
            + #""noise", "order", "draws", "shape", "edge", "parts", "columns""#,
          #"1:30: a dot has width 1, not 2"#,
          #"1:44: "parts.1.width" must be a whole number from 1 to 100, not 0"#,
          #"1:57: "rate" must be a number above 0, not -1"#,
          #"1:71: "epochs" must be a whole number from 0 to 2147483647, not -1"#,
        ]
      ),
    ] as [(String, [String])])
  func refuses(text: String, faults: [String]) {
    #expect(messages { _ = try read(text) } == faults.map { "a.json:" + $0 })
  }

  @Test func longTextsAreCutInMessages() {
    let long = String(repeating: "x", count: 1_000_000)
    let message =
      messages { _ = try read("{\"title\": \"t\", \"order\": \"\(long)\"}") }.first ?? ""
    #expect(message.count < 200)
    let unknown = messages { _ = try read("{\"title\": \"t\", \"\(long)\": 1}") }.first ?? ""
    #expect(unknown.count < 300)
  }

  @Test func describesFields() throws {
    let descriptions = Sample.descriptions
    #expect(descriptions.map(\.key).first == "title")
    let defaults = descriptions.map { $0.defaultValue?.onOneLine }
    #expect(
      defaults == [
        nil, "100", "0.1", nil, "\"sorted\"", "true",
        "{\"name\": \"circle\", \"radius\": 1.0, \"turns\": 3}", nil, "[]", nil,
      ])
    guard case .component(let choice) = descriptions[6].shape else {
      Issue.record("not a component")
      return
    }
    #expect(choice.components.map(\.name) == ["circle", "dot"])
    #expect(choice.components[0].fields.map(\.key) == ["radius", "turns"])
  }

  @Test(
    arguments: [
      ("learning_rat", "learning_rate"), ("learningRate", "learning_rate"), ("epohcs", "epochs"),
      ("EPOCHS", "epochs"), ("moment", "momentum"), ("l1", "l2"), ("lernin_rat", "learning_rate"),
      ("x", nil), ("", nil), ("batch", nil), ("epochsepochs", nil),
    ] as [(String, String?)])
  func nearestNames(name: String, nearest: String?) {
    let names = ["learning_rate", "epochs", "momentum", "batch_size", "l2"]
    #expect(nearestName(to: name, among: names) == nearest)
  }

  @Test func theNearestOfSeveralWins() {
    // A letter has nothing in common with another one.
    #expect(nearestName(to: "y", among: ["x", "1", "é"]) == nil)
    #expect(nearestName(to: "y", among: ["x", "Y"]) == "Y")
    #expect(nearestName(to: "x", among: ["x1", "z"]) == "x1")
    #expect(nearestName(to: "beta2", among: ["beta1", "beta2", "beta"]) == "beta2")
    #expect(nearestName(to: "bteas", among: ["beta", "betas"]) == "betas")
    #expect(nearestName(to: "größe", among: ["grösse", "größer"]) == "größer")
  }
}
