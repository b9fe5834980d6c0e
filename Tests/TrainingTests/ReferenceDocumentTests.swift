import Foundation
import Spec
import System
import Testing
import Training

@Suite struct ReferenceDocumentTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../configs").standardized

  @Test func theFileIsThatOfTheDeclarations() throws {
    let file = folder.appending(path: "REFERENCE.md")
    let expected = Data(ReferenceDocument().text.utf8)
    if ProcessInfo.processInfo.environment["DLRUN_WRITE_REFERENCE"] != nil {
      try expected.write(to: file)
    }
    #expect(
      (try? Data(contentsOf: file)) == expected,
      """
      configs/REFERENCE.md is not what the declarations say. \
      Renew it with `DLRUN_WRITE_REFERENCE=1 make test`, and commit it with them.
      """)
  }

  @Test func theSmallestConfigurationIsRead() throws {
    let file = folder.appending(path: "smallest.json").path
    let json = try JSONReader.parse(
      Array(ReferenceDocument.smallestConfiguration.utf8), at: .file(file))
    #expect(json.repeatedKeys.isEmpty)
    #expect(throws: Never.self) { _ = try Configuration.read(json.value) }
  }

  /// The column of defaults sends readers to the meaning where it has a dash.
  @Test func everyMeaningIsOneLineAndTellsTheDefaultThatNoColumnCan() {
    let catalogue = Catalogue(Configuration.descriptions)
    let components = catalogue.kinds.flatMap(\.choice.components)
    for meaning in components.map(\.meaning) {
      #expect(!meaning.isEmpty && !meaning.contains("\n"))
    }
    for field in catalogue.sections.flatMap(\.fields) + components.flatMap(\.fields) {
      #expect(!field.meaning.isEmpty && !field.meaning.contains("\n"), "\(field.key)")
      if case .object = field.shape { continue }
      if !field.isRequired, field.standard == nil {
        #expect(field.meaning.contains("by default"), "\(field.key)")
      }
    }
  }
}
