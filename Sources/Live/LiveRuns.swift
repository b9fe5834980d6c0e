import Engine
import Explanation
import Glibc
import Records
package import Spec
package import System
import Tabular
import Training

/// The runs of a page. They are looked at when the page asks for what is new, and at no other time.
package actor LiveRuns {
  /// What a page may ask to be done.
  package enum Action: Equatable, Sendable {
    case stop
    case learningRate(String)
  }

  /// The folders as they were named: of runs, or of several runs.
  private let paths: [String]
  /// To the training that started this process; nil where none did.
  private let channel: LiveChannel?
  private let scratch: LiveScratch
  private var runs: [LiveRun] = []
  private var names: [String] = []
  private var lastLook = 0
  /// When the model was asked for that has not come yet, and how many have come.
  private var modelAskedAt: Int?
  private var modelsTaken = 0
  /// Whether a page has been told of the end of all runs, the training process being gone.
  package private(set) var isEndTold = false

  package init(_ paths: [String], channel: LiveChannel?, scratch: LiveScratch) {
    self.paths = paths
    self.channel = channel
    self.scratch = scratch
  }

  /// What is new since a page asked last.
  /// - Parameter seen: what it has of each run (`PageRecord`).
  package func news(seen: String) -> JSONValue {
    // Before the look: what is written by then is seen.
    let hasEnded = channel.map { !$0.isOpen } ?? false
    look(isLast: hasEnded)
    let isOver =
      hasEnded && runs.allSatisfy { !$0.diagnosisTask.isUnderWay && !$0.surfaceTask.isUnderWay }
    if isOver { isEndTold = true }
    let records = PageRecord.records(seen)
    return .object([
      ("isOver", .boolean(isOver)),
      (
        "runs",
        .list(
          zip(runs, names).map { run, name in
            run.news(
              to: records[run.id] ?? PageRecord(), name: name, takesRates: takesRates(run))
          })
      ),
    ])
  }

  private func takesRates(_ run: LiveRun) -> Bool {
    channel?.isOpen == true && run.folder.directory == paths.first
  }

  /// Looks at all runs, once for pages that ask at the same time.
  private func look(isLast: Bool) {
    guard isLast || Clock.now - lastLook >= 200_000_000 || runs.isEmpty else { return }
    lastLook = Clock.now
    for path in paths.flatMap(FinishedRun.runs)
    where !runs.contains(where: {
      $0.folder.directory == path
    }) {
      runs.append(LiveRun(id: runs.count, path: path))
      names = RunLabels.labels(of: runs.map(\.folder.directory))
    }
    for number in runs.indices {
      runs[number].look()
      diagnose(number)
      drawSurface(number)
    }
  }

  // MARK: What takes a while

  private func diagnose(_ number: Int) {
    let run = runs[number]
    guard let source = run.diagnosisSource,
      run.diagnosisTask.isDue(of: source, isLast: run.isOver)
    else { return }
    runs[number].diagnosisTask.begin(source)
    let folder = run.folder
    _Concurrency.Task.detached(priority: .utility) {
      let diagnosis = try? Diagnosis(folder)
      await self.take(diagnosis, of: number)
    }
  }

  private func take(_ diagnosis: Diagnosis?, of number: Int) {
    runs[number].diagnosisTask.end()
    if let diagnosis { runs[number].take(diagnosis) }
  }

  /// Draws the surface of the newest weights: of those that the training gives on demand, or that are in the folder.
  private func drawSurface(_ number: Int) {
    let run = runs[number]
    guard run.configuration?.mayHaveSurface == true else { return }
    guard let channel, channel.isOpen, run.state == .running, takesRates(run) else {
      guard let weights = run.newestWeights,
        run.surfaceTask.isDue(of: weights.version, isLast: run.isOver)
      else { return }
      draw(number, weights)
      return
    }
    if let model = channel.model, model.count > modelsTaken {
      modelsTaken = model.count
      modelAskedAt = nil
      let weights = LiveRun.Weights(
        path: scratch.model, isCheckpoint: false, when: "after epoch \(model.epoch)",
        version: "given \(model.count)")
      draw(number, weights)
    } else if modelAskedAt.map({ Clock.now - $0 > 5_000_000_000 }) ?? true,
      run.surfaceTask.isDue(of: "epoch \(run.curves.epoch ?? 0)", isLast: false)
    {
      modelAskedAt = Clock.now
      channel.askForModel(at: scratch.model)
    }
  }

  private func draw(_ number: Int, _ weights: LiveRun.Weights) {
    guard let data = runs[number].configuration?.data else { return }
    runs[number].surfaceTask.begin(weights.version)
    let (folder, plane, scratch) = (runs[number].folder, runs[number].plane, scratch)
    _Concurrency.Task.detached(priority: .utility) {
      // Where there is no surface, or the file is being replaced, the page shows what it has.
      let drawn = try? Self.surface(of: weights, folder, plane, data, number, scratch)
      await self.take(drawn, of: number)
    }
  }

  private static func surface(
    of weights: LiveRun.Weights, _ folder: FinishedRun, _ plane: LiveSurface?, _ data: DataSection,
    _ number: Int, _ scratch: LiveScratch
  ) throws(Failure) -> (plane: LiveSurface, surface: JSONValue) {
    var path = weights.path
    if weights.isCheckpoint {
      path = scratch.file("checkpoint-\(number).safetensors")
      try folder.writeCheckpointModel(to: path, outputs: scratch.outputs)
    }
    let model = try ModelFile(path: path)
    let plane = if let plane { plane } else { try LiveSurface(of: model, data: data) }
    return (plane, try plane.json(of: model, when: weights.when))
  }

  private func take(_ drawn: (plane: LiveSurface, surface: JSONValue)?, of number: Int) {
    runs[number].surfaceTask.end()
    guard let drawn else { return }
    runs[number].plane = drawn.plane
    runs[number].take(surface: drawn.surface)
  }

  // MARK: What a page asks for

  /// Does what a page asks for.
  /// - Returns: why it cannot be done; nil where it is.
  package func perform(_ action: Action, onRun id: Int?) -> String? {
    guard let id, runs.indices.contains(id) else { return "there is no such run" }
    runs[id].look()
    let run = runs[id]
    guard run.state == .running, let process = run.process else {
      return "the run is not being trained"
    }
    switch action {
    case .stop:
      guard process > 1, kill(pid_t(process), Self.ending(of: process)) == 0 else {
        return "process \(process) cannot be stopped: \(String(cString: strerror(errno)))"
      }
    case .learningRate(let text):
      guard takesRates(run) else {
        return "only the learning rate of a single run of dlrun train --watch can be changed"
      }
      guard let rate = Double(text), rate > 0, rate.isFinite else {
        return "\(text.quoted), expected a number above 0"
      }
      guard channel?.ask(learningRate: rate) == true else { return "training does not answer" }
    }
    return nil
  }

  /// SIGINT as by Ctrl-C, or SIGTERM for a process that was started with SIGINT ignored, as in the background.
  private static func ending(of process: Int) -> Int32 {
    let status =
      (try? InputFile.read("/proc/\(process)/status", limit: 1 << 16, status: .data)) ?? []
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("SigIgn:") }
    let ignored = line.flatMap { UInt64($0.dropFirst(7).filter { $0.isHexDigit }, radix: 16) } ?? 0
    return ignored & 1 << UInt64(SIGINT - 1) == 0 ? SIGINT : SIGTERM
  }
}

/// A folder for files of this process, in memory where there is room for such.
package final class LiveScratch: Sendable {
  let outputs = Outputs()
  private let folder: String

  /// - Throws: `cannotCreate`.
  package init() throws(Failure) {
    for parent in ["/dev/shm", "/tmp"] {
      var template = Array("\(parent)/dlrun-watch-XXXXXX".utf8CString)
      if mkdtemp(&template) != nil {
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return
      }
    }
    throw Failure(
      .cannotCreate, "there is no place for temporary files: \(String(cString: strerror(errno)))")
  }

  func file(_ name: String) -> String { FilePath.path(name, in: folder) }

  /// Where the training writes its model on demand.
  var model: String { file("model.safetensors") }

  /// Takes the folder away.
  package func remove() {
    for name in FileSystem.names(in: folder) ?? [] { FileSystem.remove(file(name)) }
    FileSystem.removeFolder(folder)
  }
}
