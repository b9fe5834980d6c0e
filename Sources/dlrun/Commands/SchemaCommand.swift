import ArgumentParser
import Spec
import Training

struct SchemaCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of configurations.",
    discussion: """
      With it, an editor completes and checks configurations and shows what each key means. A \
      configuration can name the file under its key $schema.
      """)

  func run(in process: RunningProcess) -> String {
    JSONSchema(title: "A configuration of dlrun", Configuration.descriptions).json.onManyLines
  }
}
