import Spec
import Testing

@Suite struct CatalogueTests {
  private let catalogue = Catalogue(Sample.descriptions)

  @Test func hasSectionsAndKindsInTheirOrder() {
    #expect(catalogue.sections.map(\.path) == ["", "parts"])
    #expect(catalogue.sections[1].fields.map(\.key) == ["width", "figure"])
    #expect(catalogue.kinds.map(\.path) == ["shape", "edge", "parts.figure"])
    #expect(catalogue.kinds[0].choice.plural == "figures")
    #expect(catalogue.choices.map(\.paths) == [["shape", "edge", "parts.figure"]])
    #expect(catalogue.kind(named: "figures")?.path == "shape")
    #expect(catalogue.kind(named: "edge")?.path == "edge")
    #expect(catalogue.kind(named: "circles") == nil)
  }

  @Test(arguments: [
    ("epochs", ["epochs"]),
    ("parts.width", ["parts.width"]),
    ("parts.0.width", ["parts.width"]),
    ("width", ["parts.width"]),
    ("parts", ["parts"]),
    ("dot", ["dot in shape", "dot in edge", "dot in parts.figure"]),
    ("shape.dot", ["dot in shape"]),
    ("shape.radius", ["shape.radius of circle"]),
    (
      "circle.turns",
      ["shape.turns of circle", "edge.turns of circle", "parts.figure.turns of circle"]
    ),
    ("shape.circle.turns", ["shape.turns of circle"]),
    ("edge.turns", ["edge.turns of circle"]),
    ("turns", ["shape.turns of circle", "edge.turns of circle", "parts.figure.turns of circle"]),
    ("as_given", ["order"]),
    ("nothing", []),
    ("", []),
  ])
  func finds(_ name: String, entries: [String]) {
    let found = catalogue.entries(named: name).map { entry in
      switch entry {
      case .key(let path, _, nil): path
      case .key(let path, _, let component?): "\(path) of \(component.name)"
      case .component(let component, let kind): "\(component.name) in \(kind.path)"
      }
    }
    #expect(found == entries)
  }

  @Test func allItsNamesAreFound() {
    #expect(catalogue.names.contains("parts.width") && catalogue.names.contains("circle"))
    #expect(Set(catalogue.names).count == catalogue.names.count)
    for name in catalogue.names { #expect(!catalogue.entries(named: name).isEmpty, "\(name)") }
  }
}
