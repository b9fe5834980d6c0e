import ArgumentParser
import Spec
import Training

struct SchemaCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of configurations.",
    discussion: """
      An editor that has it completes and checks configurations, and shows what each key means. A \
      configuration may name the file under its key $schema.
      """)

  func run(in process: RunningProcess) -> String {
    JSONSchema(title: "A configuration of dlrun", Configuration.descriptions).json.onManyLines
  }
}
