import ArgumentParser
import Spec
import System
import Training

struct DescribeCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Explain a key of the configuration, or a value it can have.",
    discussion: """
      Give a key by its path, such as training.batch_size, or by the end of it; an optimizer, an \
      activation and the like by its name, such as adam.
      """)

  @Argument(
    help: ArgumentHelp("A key or a name.", valueName: "name"),
    completion: .list(Catalogue(Configuration.descriptions).names))
  var name: String

  func run(in process: RunningProcess) throws(Failure) -> String {
    let catalogue = Catalogue(Configuration.descriptions)
    let entries = catalogue.entries(named: name)
    guard !entries.isEmpty else {
      let expected = suggestion(
        for: name, among: catalogue.names,
        orExpected: "a key such as training, or a name from dlrun list")
      throw Failure(.usage, "nothing is called \(name.quoted)\(expected)")
    }
    return ReferenceText(entries).text
  }
}
