package import Spec
package import System
import Tabular

/// Several runs of one configuration, in folders below one, with the means of their metrics.
package struct TrainingSeries {
  private let configuration: Checked<Configuration>
  private let repetition: Repetition
  private let out: String?
  private let threads: Int
  private let outputs: Outputs
  private let report: (TrainingEvent) -> Void

  /// - Parameters:
  ///   - out: The folder for the runs' folders; nil for `runs/<name>`.
  ///   - threads: The most threads that work together.
  ///   - outputs: Who knows the files that are being written.
  ///   - report: Told what happens.
  package init(
    _ configuration: Checked<Configuration>, _ repetition: Repetition, out: String?, threads: Int,
    outputs: Outputs, report: @escaping (TrainingEvent) -> Void
  ) {
    self.configuration = configuration
    self.repetition = repetition
    self.out = out
    self.threads = threads
    self.outputs = outputs
    self.report = report
  }

  /// Trains one after the other. Where one fails, those before it stay.
  package func run() throws(Failure) -> SeriesSummary {
    if let out { try RunDirectory.checkEmpty(out) }
    let runs = try repetition.runs(of: configuration)
    if case .folds = repetition, configuration.value.data.test != nil {
      report(.note("the test rows of the configuration are left aside: each fold has its own"))
    }
    var summaries: [(name: String, summary: TrainingSummary)] = []
    var directory: RunDirectory?
    do {
      for (name, configuration) in runs {
        // The folder appears with the first run's, when its data turned out to be usable.
        let run = TrainingRun(configuration, threads: threads, outputs: outputs, report: report) {
          () throws(Failure) in
          let outer =
            if let directory {
              directory
            } else {
              try RunDirectory(out: out, name: configuration.value.name)
            }
          directory = outer
          return try RunDirectory(out: outer.file(name), name: name)
        }
        let summary = try run.run()
        report(.finished(summary))
        summaries.append((name, summary))
      }
      guard let directory else { preconditionFailure("a series has runs") }
      let summary = SeriesSummary(directory: directory.path, repetition, summaries)
      try WholeFile.publish([
        WholeFile(
          path: directory.file(RunFileName.summary), text: summary.json.onManyLines,
          outputs: outputs)
      ])
      return summary
    } catch {
      // Only what is empty goes.
      directory?.remove()
      throw error
    }
  }
}
