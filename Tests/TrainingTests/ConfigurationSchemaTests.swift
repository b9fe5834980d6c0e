import Foundation
import Spec
import System
import Testing
import Training

/// The schema takes what the parser takes, and refuses what it can of the rest.
@Suite struct ConfigurationSchemaTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../configs").standardized

  static let files: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".json") }.sorted() ?? []

  private let schema = JSONSchema(title: "configurations", Configuration.descriptions).json

  private func json(_ text: String) throws -> JSONValue {
    try JSONReader.read(Array(text.utf8), at: .file("c.json"))
  }

  /// What a configuration with one key laid over it is for schema and parser.
  private func verdicts(_ override: String) throws -> (schema: Bool, parser: Bool) {
    var configuration = try json(ReferenceDocument.smallestConfiguration)
    let faults = try Override(override).apply(
      to: &configuration, of: .object(Configuration.descriptions))
    #expect(faults.isEmpty, "\(override)")
    let isRead = (try? Configuration.read(configuration)) != nil
    return (SchemaValidator(schema: schema).accepts(configuration), isRead)
  }

  @Test func thereAreConfigurations() { #expect(Self.files.count > 40) }

  @Test(arguments: files)
  func takesTheConfigurations(_ name: String) throws {
    let path = Self.folder.appending(path: name).path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(SchemaValidator(schema: schema).accepts(try json(text)))
    // As config.json has it.
    let written = try Configuration.read(file: path).value.written
    #expect(SchemaValidator(schema: schema).accepts(written))
  }

  @Test(arguments: [
    "$schema=https://example.org/schema.json", "optimizer=adam", #"optimizer={"name": "adamw"}"#,
    #"optimizer={"beta1": 0}"#, "training.batch_size=1e3", "data.validation=0.2",
    "data.validation=v.csv", #"data.test={"fold": 1, "of": 5}"#, #"data.target=["a", "b"]"#,
    #"data.columns={"age": {"scale": "robust"}}"#, "data.class_weight=balanced",
    #"data.class_weight={"yes": 2}"#, #"model.layers.0.activation={"name": "elu", "alpha": 0}"#,
    #"training.schedule={"name": "step"}"#, #"regularization={"kind": "l2", "max_norm": 1}"#,
    "training.seed=9223372036854775807",
  ])
  func takes(_ override: String) throws {
    let verdicts = try verdicts(override)
    #expect(verdicts.schema && verdicts.parser)
  }

  @Test(arguments: [
    "epochs=3", "training.epoch=3", "training.epochs=-1", "training.epochs=2.5",
    #"training.epochs="3""#, "training.epochs=2147483648", "training.clip_norm=0",
    "model.layers.0.dropout=1", "model.layers.0.units=0", "model.layers.0.unit=3",
    "optimizer=adamm", #"optimizer={"name": "adam", "momentum": 0.9}"#,
    #"optimizer={"momentum": 0.9}"#, #"optimizer={"name": "adam", "learning_rate": 0}"#,
    #"loss={"delta": 1}"#, #"regularization={"name": "l2"}"#, "data.validation=1",
    "data.validation=true", #"data.test={"fold": 1}"#, #"data.test={"fold": 1, "of": 1}"#,
    "data.task=clustering", "data.columns=[]", #"data.columns={"age": {"type": "number"}}"#,
    "data.class_weight=even", "training.shuffle=1", "training=null", "model.layers={}",
  ])
  func refuses(_ override: String) throws {
    let verdicts = try verdicts(override)
    #expect(!verdicts.schema && !verdicts.parser)
  }

  @Test(arguments: [
    "{}", #"{"data": {"train": "a.csv", "target": "y"}}"#,
    #"{"data": {"train": "a.csv"}, "model": {"layers": [{"units": 1}]}}"#,
    #"{"data": {"train": "a.csv", "target": "y"}, "model": {}}"#, "[]",
  ])
  func wantsTheRequiredKeys(_ text: String) throws {
    #expect(!SchemaValidator(schema: schema).accepts(try json(text)))
  }

  /// No key is forgotten, and each has its meaning and its default.
  @Test func hasEveryFieldWithMeaningAndDefault() throws {
    #expect(
      try JSONReader.parse(Array(schema.onManyLines.utf8), at: .file("s")).repeatedKeys.isEmpty)
    let catalogue = Catalogue(Configuration.descriptions)
    let fields = catalogue.sections.flatMap(\.fields)
    let found = Self.properties(in: schema)
    for field in fields + catalogue.kinds.flatMap(\.choice.components).flatMap(\.fields) {
      #expect(
        found.contains {
          $0.key == field.key && $0.value["description"]?.text == field.meaning
            && $0.value["default"]?.onOneLine == field.standard?.onOneLine
        }, "\(field.key)")
    }
    let tags = catalogue.kinds.reduce(0) { $0 + $1.choice.components.count }
    let described =
      fields.count
      + catalogue.kinds.flatMap(\.choice.components).reduce(0) { $0 + $1.fields.count }
    #expect(found.count == described + tags)
  }

  /// All keys of objects, at any depth.
  private static func properties(in schema: JSONValue) -> [JSONMember] {
    (schema.list ?? []).flatMap(properties)
      + (schema.members ?? []).flatMap { member in
        (member.key == "properties" ? member.value.members ?? [] : [])
          + properties(in: member.value)
      }
  }
}
