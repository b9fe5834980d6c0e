import Spec
import Testing

@Suite struct DeclarationTests {
  @Test func readsAndWrites() throws {
    let sample = try read(
      """
      {"title": "t", "epochs": 1e1, "shape": {"name": "circle", "radius": 2}, "edge": "dot",
       "parts": [{"width": 3, "figure": "circle"}, {}], "order": "as_given"}
      """)
    #expect(
      sample.value.written.onOneLine
        == """
        {"title": "t", "epochs": 10, "rate": 0.1, "order": "as_given", "draws": true, \
        "shape": {"name": "circle", "radius": 2.0, "turns": 3}, "edge": "dot", \
        "parts": [{"width": 3, "figure": {"name": "circle", "radius": 1.0, "turns": 3}}, \
        {"figure": "dot"}]}
        """)
    #expect(sample.places["parts.0.width"] == .position(file: "a.json", line: 2, column: 22))
    #expect(sample.places["columns.1"] == .position(file: "a.json", line: 1, column: 1))
  }
}
