import ArgumentParser
import Spec
import System
import Training

struct ListCommand: ParsableCommand, ProcessCommand {
  private static let kinds = Catalogue(Configuration.descriptions).choices.map(\.choice.plural)

  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the optimizers, layers, losses and so on that a configuration can choose from.",
    discussion: """
      One line for each name with its meaning; dlrun describe says more about each.
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(kinds.listed(by: "and")). (default: all)", valueName: "kind"),
    completion: .list(kinds))
  var kind: String?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let catalogue = Catalogue(Configuration.descriptions)
    guard let name = kind else { return ReferenceText(catalogue.choices).text }
    guard let kind = catalogue.kind(named: name) else {
      let expected = suggestion(
        for: name, among: Self.kinds, orExpected: Self.kinds.listed(by: "or"))
      throw Failure(.usage, "unknown kind \(name.quoted)\(expected)")
    }
    return ReferenceText(kind).text
  }
}
