import ArgumentParser

/// Measurements of single parts, which scripts/bench and `make bench-ops` run.
@main
struct BenchmarksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks",
    abstract: "Measures parts of dlrun by themselves.",
    subcommands: [
      ProductCommand.self, TableCommand.self, EvaluationCommand.self, OperationsCommand.self,
    ])
}
