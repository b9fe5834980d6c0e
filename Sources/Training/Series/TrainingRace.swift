import Spec
package import System
package import Tabular

/// Several configurations, each trained with the same seeds: where the models are alike, so are initial
/// weights and the order of the rows, for they follow from the seed.
package struct TrainingRace: Sendable {
  private let entrants: [RaceEntrant]
  private let runs: [Run]
  private let seeds: Int
  private let out: String?
  /// The folder of a race that was interrupted, and what is to be other than it was; nil for a new one.
  private let resumed: (path: String, overrides: [String])?
  private let threads: Int
  private let room: RowRoom
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
    _ entrants: [RaceEntrant], seeds: Int, out: String?, threads: Int, room: RowRoom = .standard,
    outputs: Outputs,
    report: @escaping @Sendable (RaceEvent) -> Void
  ) throws(Failure) {
    if let out { try RunDirectory.checkEmpty(out) }
    try self.init(
      entrants, seeds: seeds, out: out, resumed: nil, threads: threads, room: room,
      outputs: outputs,
      report: report)
  }

  /// Goes on with a race that was interrupted.
  /// - Parameters:
  ///   - path: its folder.
  ///   - overrides: `KEY=VALUE` texts, as for a run.
  /// - Throws: `noInput` where the folder is none of a race, `data` where what says so is damaged,
  ///   `configuration` for an override that a run cannot go on with.
  package init(
    resuming path: String, overrides: [String], threads: Int, room: RowRoom = .standard,
    outputs: Outputs,
    report: @escaping @Sendable (RaceEvent) -> Void
  ) throws(Failure) {
    let parsed = try InterruptedRun.checked(overrides)
    let file = FinishedRun(path).file(RunFileName.race)
    let json = try JSONReader.read(
      InputFile.read(file, limit: 1 << 28, status: .data), at: .file(file), status: .data)
    var entrants: [RaceEntrant] = []
    for entrant in json["entrants"]?.list ?? [] {
      guard let name = entrant["name"]?.path, let configuration = entrant["configuration"] else {
        throw Failure(.data, at: .file(file), "damaged: not what a race writes")
      }
      entrants.append(
        RaceEntrant(
          name: name, configuration: try Configuration.read(configuration, overrides: parsed)))
    }
    guard let seeds = json["seeds"]?.integer, seeds > 0, !entrants.isEmpty else {
      throw Failure(.data, at: .file(file), "damaged: not what a race writes")
    }
    try self.init(
      entrants, seeds: seeds, out: nil, resumed: (path, overrides), threads: threads, room: room,
      outputs: outputs,
      report: report)
  }

  private init(
    _ entrants: [RaceEntrant], seeds: Int, out: String?,
    resumed: (path: String, overrides: [String])?, threads: Int, room: RowRoom, outputs: Outputs,
    report: @escaping @Sendable (RaceEvent) -> Void
  ) throws(Failure) {
    var runs: [Run] = []
    for (number, entrant) in entrants.enumerated() {
      for (name, configuration) in try Repetition.seeds(seeds).runs(of: entrant.configuration) {
        runs.append(Run(entrant: number, name: name, configuration: configuration))
      }
    }
    self.entrants = entrants
    self.runs = runs
    self.seeds = seeds
    self.out = out
    self.resumed = resumed
    self.threads = threads
    self.room = room.shared
    self.outputs = outputs
    self.report = report
  }

  /// Trains, as many runs at once as there are threads: threads that share a run wait for each other at
  /// each update, those with runs of their own never. A run that diverged stays with its curves.
  /// - Parameter ranks: those that divide the runs among them; nil where this process is alone.
  /// - Throws: `diverged` where no run came to its end. Another failure ends the race; what is done by
  ///   then stays.
  package func run(dividedAmong ranks: TrainingRanks? = nil) throws(Failure) -> RaceOutcome {
    try DividedRuns.divided(among: ranks, json.onOneLine) { shares throws(Failure) in
      try run(shares)
    }
  }

  private func run(_ shares: DividedRuns?) throws(Failure) -> RaceOutcome {
    let (out, outputs, text) = (out, outputs, json.onManyLines)
    let isFirst = shares?.isFirst ?? true
    var race: RunDirectory?
    if let shares, !isFirst {
      race = RunDirectory(shared: shares.folder(), first: RunFileName.race)
    } else if let resumed {
      race = try RunDirectory(existing: resumed.path, first: RunFileName.race)
      shares?.open(resumed.path)
    }
    if isFirst, let race {
      try WholeFile.renew(race.file(RunFileName.race), with: text, outputs: outputs)
      report(.began(directory: race.path))
    }
    let board = RaceBoard(
      runs: runs.count, in: race,
      makeRace: { () throws(Failure) in
        let race = try RunDirectory(
          out: out, name: "race", first: (RunFileName.race, text), outputs: outputs)
        shares?.open(race.path)
        return race
      }, report: report)
    train(runs.indices.filter { shares?.isOwn($0) ?? true }, board)
    if let shares {
      if isFirst { try board.check() }
      shares.close()
      train(runs.indices.filter { !shares.isOwn($0) }, board)
    }
    let directory = try board.directory()
    for (number, entrant) in entrants.enumerated() {
      let numbers = runs.indices.filter { runs[$0].entrant == number }
      let results = numbers.compactMap { run in
        board.result(of: run).map { (name: runs[run].name, splits: $0.splits) }
      }
      guard numbers.count > 1, results.count == numbers.count else { continue }
      let folder = directory.file(entrant.name)
      let summary = SeriesSummary(directory: folder, results)
      try WholeFile.replace(
        FinishedRun(folder).file(RunFileName.summary), with: Array(summary.json.onManyLines.utf8),
        outputs: outputs)
    }
    return RaceOutcome(
      directory: directory.path,
      entrants: entrants.enumerated().map { number, entrant in
        let names = runs.filter { $0.entrant == number }.map(\.name)
        return (entrant.name, names.map { directory.file("\(entrant.name)/\($0)") })
      })
  }

  /// What the folder holds from its first run on, to go on from there.
  private var json: JSONValue {
    .object([
      ("seeds", .integer(seeds)),
      (
        "entrants",
        .list(
          entrants.map {
            .object([
              ("name", .text($0.name)), ("configuration", $0.configuration.value.written),
            ])
          })
      ),
    ])
  }

  private func train(_ numbers: [Int], _ board: RaceBoard) {
    board.begin(numbers)
    let team = max(1, min(threads, numbers.count))
    concurrently(team) { _ in
      while let number = board.next() { train(number, threads: threads / team, board) }
    }
  }

  private func train(_ number: Int, threads: Int, _ board: RaceBoard) {
    do throws(Failure) {
      board.finish(number, try result(of: runs[number], threads: threads, board))
    } catch {
      board.finish(number, error)
    }
  }

  /// Trains a run, or what is left of it.
  private func result(
    of run: Run, threads: Int, _ board: RaceBoard
  ) throws(Failure) -> RunResult {
    let name = "\(entrants[run.entrant].name)/\(run.name)"
    let report: (TrainingEvent) -> Void = {
      switch $0 {
      case .note(let text), .fault(let text): board.note(text)
      default: break
      }
    }
    if let race = board.path {
      let path = FilePath.path(name, in: race)
      let folder = FinishedRun(path)
      if folder.has(RunFileName.configuration) {
        if let divergence = try folder.divergence() {
          throw Failure(.diverged, at: .file(path), divergence.description)
        }
        let interrupted = try InterruptedRun(path, overrides: resumed?.overrides ?? [])
        if let result = interrupted.result { return result }
        return try TrainingRun(
          resuming: interrupted, threads: threads, room: room, outputs: outputs, report: report
        ).run().result
      }
    }
    return try TrainingRun(
      run.configuration,
      .new { first throws(Failure) in
        try RunDirectory(
          out: board.makeDirectory().file(name), name: run.name, first: first, outputs: outputs)
      }, threads: threads, room: room, outputs: outputs, report: report
    ).run().result
  }
}
