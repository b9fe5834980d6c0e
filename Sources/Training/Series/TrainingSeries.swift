package import Spec
package import System
package import Tabular

/// Several runs of one configuration, in folders below one, with the means of their metrics.
package struct TrainingSeries {
  private enum Start {
    /// Nil for `runs/<name>`, with the configuration's name where there is no other.
    case new(out: String?, name: String?)
    case interrupted(path: String, overrides: [String])
  }

  private let configuration: Checked<Configuration>
  private let repetition: Repetition
  private let start: Start
  private let threads: Int
  private let room: RowRoom
  private let outputs: Outputs
  private let adviser: (any TrainingAdviser)?
  private let report: (TrainingEvent) -> Void

  /// - Parameters:
  ///   - out: The folder for the runs' folders; nil for `runs/<name>`.
  ///   - name: The name for that; nil for the configuration's.
  ///   - threads: The most threads that work together.
  ///   - room: How much memory rows may take, and where others go.
  ///   - outputs: Who knows the files that are being written.
  ///   - adviser: Asked before the first run what speaks against it.
  ///   - report: Told what happens.
  package init(
    _ configuration: Checked<Configuration>, _ repetition: Repetition, out: String?,
    name: String? = nil,
    threads: Int, room: RowRoom = .standard, outputs: Outputs,
    adviser: (any TrainingAdviser)? = nil,
    report: @escaping (TrainingEvent) -> Void
  ) {
    self.configuration = configuration
    self.repetition = repetition
    start = .new(out: out, name: name)
    self.threads = threads
    self.room = room.shared
    self.outputs = outputs
    self.adviser = adviser
    self.report = report
  }

  /// Goes on with runs that were interrupted.
  /// - Parameters:
  ///   - path: their folder.
  ///   - overrides: `KEY=VALUE` texts, as for a run.
  /// - Throws: `noInput` where the folder is none of several runs, `data` where what says so is damaged,
  ///   `configuration` for an override that a run cannot go on with.
  package init(
    resuming path: String, overrides: [String], threads: Int, room: RowRoom = .standard,
    outputs: Outputs, report: @escaping (TrainingEvent) -> Void
  ) throws(Failure) {
    let parsed = try InterruptedRun.checked(overrides)
    let file = FinishedRun(path).file(RunFileName.series)
    let json = try JSONReader.read(
      InputFile.read(file, limit: 1 << 24, status: .data), at: .file(file), status: .data)
    guard let text = json["configuration"], let repetition = Repetition(json: json) else {
      throw Failure(.data, at: .file(file), "damaged: not what several runs write")
    }
    configuration = try Configuration.read(text, overrides: parsed)
    self.repetition = repetition
    start = .interrupted(path: path, overrides: overrides)
    self.threads = threads
    self.room = room.shared
    self.outputs = outputs
    adviser = nil
    self.report = report
  }

  /// What the folder holds from its first run on, to go on from there.
  private var json: JSONValue {
    .object([repetition.member, ("configuration", configuration.value.written)])
  }

  /// Trains one after the other. Where one fails, those before it stay.
  /// - Parameter ranks: those that divide the runs among them; nil where this process is alone.
  package func run(dividedAmong ranks: TrainingRanks? = nil) throws(Failure) -> SeriesSummary {
    try DividedRuns.divided(among: ranks, json.onOneLine) { shares throws(Failure) in
      try run(shares)
    }
  }

  private func run(_ shares: DividedRuns?) throws(Failure) -> SeriesSummary {
    let runs = try repetition.runs(of: configuration)
    if case .folds = repetition, configuration.value.data.test != nil {
      report(.note("the test rows of the configuration are ignored: each fold has its own"))
    }
    var directory: RunDirectory?
    var overrides: [String] = []
    if case .interrupted(_, let texts) = start { overrides = texts }
    if let shares, !shares.isFirst {
      directory = RunDirectory(shared: shares.folder(), first: RunFileName.series)
    } else {
      switch start {
      case .new(let out, _):
        if let out { try RunDirectory.checkEmpty(out) }
      case .interrupted(let path, _):
        let folder = try RunDirectory(existing: path, first: RunFileName.series)
        try WholeFile.renew(
          folder.file(RunFileName.series), with: json.onManyLines, outputs: outputs)
        directory = folder
        shares?.open(path)
      }
    }
    func train(
      _ name: String, _ configuration: Checked<Configuration>
    ) throws(Failure) -> [RunResult.Split] {
      if let directory, FinishedRun(directory.file(name)).has(RunFileName.configuration) {
        let run = try InterruptedRun(directory.file(name), overrides: overrides)
        return try goOn(with: run).splits
      }
      // The folder appears with the first run's, when its data turned out to be usable.
      let run = TrainingRun(
        configuration,
        .new { first throws(Failure) in
          let outer: RunDirectory
          if let directory {
            outer = directory
          } else {
            outer = try RunDirectory(
              out: out, name: self.name ?? configuration.value.name,
              first: (RunFileName.series, json.onManyLines), outputs: outputs)
            directory = outer
            shares?.open(outer.path)
          }
          return try RunDirectory(
            out: outer.file(name), name: name, first: first, outputs: outputs)
        }, threads: threads, room: room, outputs: outputs,
        adviser: directory == nil ? adviser : nil,
        report: report)
      let summary = try run.run()
      report(.finished(summary))
      return summary.result.splits
    }
    var splits: [Int: [RunResult.Split]] = [:]
    for (number, (name, configuration)) in runs.enumerated()
    where shares?.isOwn(number) ?? true {
      splits[number] = try train(name, configuration)
    }
    shares?.close()
    for (number, (name, configuration)) in runs.enumerated() where splits[number] == nil {
      splits[number] = try train(name, configuration)
    }
    let results = runs.enumerated().map { (name: $1.name, splits: splits[$0] ?? []) }
    guard let directory else { preconditionFailure("a series has runs") }
    let summary = SeriesSummary(directory: directory.path, results)
    try WholeFile.replace(
      directory.file(RunFileName.summary), with: Array(summary.json.onManyLines.utf8),
      outputs: outputs)
    return summary
  }

  private var out: String? { if case .new(let out, _) = start { out } else { nil } }
  private var name: String? { if case .new(_, let name) = start { name } else { nil } }

  /// Trains what is left of a run.
  private func goOn(with run: InterruptedRun) throws(Failure) -> RunResult {
    if let result = run.result { return result }
    let summary = try TrainingRun(
      resuming: run, threads: threads, room: room, outputs: outputs, report: report
    ).run()
    report(.finished(summary))
    return summary.result
  }
}
