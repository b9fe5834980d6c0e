import Spec
package import System
import Tabular

/// Several configurations, each trained with the same seeds: where the models are alike, so are initial
/// weights and the order of the rows, for they follow from the seed.
package struct TrainingRace: Sendable {
  private let entrants: [RaceEntrant]
  private let runs: [Run]
  private let out: String?
  private let threads: Int
  private let outputs: Outputs
  private let report: @Sendable (RaceEvent) -> Void

  private struct Run: Sendable {
    let entrant: Int
    let name: String
    let configuration: Checked<Configuration>
  }

  /// - Parameters:
  ///   - seeds: How many seeds, from each configuration's own on.
  ///   - out: The folder of the race; nil for `runs/race`.
  ///   - threads: The most threads that work at once.
  ///   - outputs: Who knows the files that are being written.
  ///   - report: Told what happens, by one thread at a time.
  /// - Throws: `cannotCreate` where the folder is not empty; as for several runs of a configuration.
  package init(
    _ entrants: [RaceEntrant], seeds: Int, out: String?, threads: Int, outputs: Outputs,
    report: @escaping @Sendable (RaceEvent) -> Void
  ) throws(Failure) {
    if let out { try RunDirectory.checkEmpty(out) }
    var runs: [Run] = []
    for (number, entrant) in entrants.enumerated() {
      for (name, configuration) in try Repetition.seeds(seeds).runs(of: entrant.configuration) {
        runs.append(Run(entrant: number, name: name, configuration: configuration))
      }
    }
    self.entrants = entrants
    self.runs = runs
    self.out = out
    self.threads = threads
    self.outputs = outputs
    self.report = report
  }

  /// Trains, as many runs at once as there are threads: threads that share a run wait for each other at
  /// each update, those with runs of their own never. A run that diverged stays with its curves.
  /// - Throws: `diverged` where no run came to its end. Another failure ends the race; what is done by
  ///   then stays.
  package func run() throws(Failure) -> RaceOutcome {
    let board = RaceBoard(runs: runs.count, out: out, report: report)
    let team = min(threads, runs.count)
    concurrently(team) { _ in
      while let number = board.next() { train(number, threads: threads / team, board) }
    }
    let directory = try board.directory()
    for (number, entrant) in entrants.enumerated() {
      let numbers = runs.indices.filter { runs[$0].entrant == number }
      let summaries = numbers.compactMap { run in
        board.summary(of: run).map { (name: runs[run].name, summary: $0) }
      }
      guard numbers.count > 1, summaries.count == numbers.count else { continue }
      let folder = directory.file(entrant.name)
      let summary = SeriesSummary(directory: folder, .seeds(numbers.count), summaries)
      try WholeFile.publish([
        WholeFile(
          path: FinishedRun(folder).file(RunFileName.summary), text: summary.json.onManyLines,
          outputs: outputs)
      ])
    }
    return RaceOutcome(
      directory: directory.path,
      entrants: entrants.enumerated().map { number, entrant in
        let names = runs.filter { $0.entrant == number }.map(\.name)
        return (entrant.name, names.map { directory.file("\(entrant.name)/\($0)") })
      })
  }

  private func train(_ number: Int, threads: Int, _ board: RaceBoard) {
    let run = runs[number]
    let training = TrainingRun(
      run.configuration, threads: threads, outputs: outputs,
      report: { if case .note(let text) = $0 { board.note(text) } }
    ) { () throws(Failure) in
      let path = try board.makeDirectory().file("\(entrants[run.entrant].name)/\(run.name)")
      return try RunDirectory(out: path, name: run.name)
    }
    do {
      board.finish(number, try training.run())
    } catch {
      board.finish(number, error)
    }
  }
}
