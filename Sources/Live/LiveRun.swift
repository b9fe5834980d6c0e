import Drawing
import Engine
import Explanation
import Glibc
import Records
import Spec
import System
import Training

/// A run whose folder is looked at again and again.
struct LiveRun {
  enum State: String {
    case waiting
    case running
    case finished
    case interrupted
    case diverged
    case unreadable
  }

  let id: Int
  let folder: FinishedRun
  private(set) var state = State.waiting
  /// The process that trains in the folder.
  private(set) var process: Int?
  /// As it is in the folder; nil before it can be read.
  private(set) var configuration: Configuration?
  /// Why something cannot be shown.
  private(set) var note: String?
  private(set) var curves: LiveTable
  private(set) var layers: LiveTable
  /// Of the configuration as it was read last.
  private var version: FileVersion?

  /// What the doctor finds, how often it looked, and when it may look again.
  private var diagnosis: Diagnosis?
  private var diagnoses = 0
  var diagnosisTask = LiveTask()

  /// The answers over two inputs, how often they were drawn, and of what.
  private(set) var surface: JSONValue?
  private var surfaces = 0
  var surfaceTask = LiveTask()
  /// The plane of the inputs with the data on it, which are read once; nil before that, or where there is none.
  var plane: LiveSurface?

  init(id: Int, path: String) {
    self.id = id
    folder = FinishedRun(path)
    curves = LiveTable(path: folder.file(RunFileName.curves), mostEpochs: 3000)
    layers = LiveTable(path: folder.file(RunFileName.layers), mostEpochs: 800)
  }

  /// Looks what there is by now.
  mutating func look() {
    readConfiguration()
    // In this order: who ends in between has the files by now.
    process = FolderLock.holder(of: folder.directory)
    curves.readOn()
    layers.readOn()
    state =
      if configuration == nil {
        note == nil ? .waiting : .unreadable
      } else if folder.has(RunFileName.metrics) {
        .finished
      } else if folder.has(RunFileName.divergence) {
        .diverged
      } else if process != nil {
        .running
      } else {
        curves.latest == nil ? .waiting : .interrupted
      }
  }

  private mutating func readConfiguration() {
    let version = FileVersion(of: folder.file(RunFileName.configuration))
    guard version != self.version else { return }
    do throws(Failure) {
      configuration = try folder.configuration().value
      self.version = version
      note = nil
    } catch {
      note = error.diagnostics.first?.description
    }
  }

  var isOver: Bool { state == .finished || state == .diverged || state == .interrupted }

  // MARK: The doctor

  /// What the doctor would look at; nil where there is nothing yet.
  var diagnosisSource: String? { curves.epoch.map { "\($0) \(state)" } }

  mutating func take(_ diagnosis: Diagnosis) {
    self.diagnosis = diagnosis
    diagnoses += 1
  }

  private var findings: JSONValue {
    .object([
      ("version", .integer(diagnoses)), ("list", .list(diagnosis?.findings.map(\.json) ?? [])),
      (
        "unseen",
        .list(
          (diagnosis?.unseen ?? []).map { record, codes in
            .text("Not looked for: \(codes.joined(separator: ", ")); \(record.absence).")
          })
      ),
    ])
  }

  // MARK: The surface

  mutating func take(surface: JSONValue) {
    self.surface = surface
    surfaces += 1
  }

  /// A file in the folder that has weights.
  struct Weights {
    let path: String
    let isCheckpoint: Bool
    /// What the page says of it.
    let when: String
    /// Another one where the file is another.
    let version: String
  }

  /// The newest weights in the folder; nil where there are none.
  var newestWeights: Weights? {
    if isOver, folder.hasModel {
      return weights(
        folder.file(RunFileName.model), when: state == .finished ? "at the end" : "as it was left")
    }
    let snapshots = folder.file(RunFileName.snapshots)
    let epochs = (FileSystem.names(in: snapshots) ?? []).compactMap { name in
      name.hasPrefix("epoch-") ? Int(name.dropFirst(6).prefix { $0.isNumber }) : nil
    }
    let all = [
      epochs.max().flatMap {
        weights(
          FilePath.path(RunFileName.snapshot(epoch: $0), in: snapshots), when: "after epoch \($0)")
      },
      weights(folder.file(RunFileName.checkpoint), when: "at the checkpoint", isCheckpoint: true),
    ].compactMap(\.self)
    return all.max { $0.version < $1.version }
  }

  private func weights(_ path: String, when: String, isCheckpoint: Bool = false) -> Weights? {
    guard let modified = FileSystem.status(path)?.st_mtim else { return nil }
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return Weights(
      path: path, isCheckpoint: isCheckpoint, when: when,
      version: digits(modified.tv_sec, 12) + digits(modified.tv_nsec, 9) + path)
  }

  // MARK: For the page

  /// What comes behind what a page has.
  func news(to page: PageRecord, name: String, takesRates: Bool) -> JSONValue {
    let training = configuration?.training
    let epoch = curves.epoch ?? 0
    let path = folder.directory
    let layers = configuration?.model.layers ?? []
    var members: [(String, JSONValue)] = [
      ("id", .integer(id)), ("name", .text(name)), ("path", .text(path)),
      ("state", .text(state.rawValue)), ("note", note.map { .text($0) } ?? JSONValue(.null)),
      ("process", process.map { .integer($0) } ?? JSONValue(.null)),
      ("epochs", .integer(training?.epochs ?? 0)), ("age", .number(age)),
      (
        "rate",
        (configuration?.rate(inEpoch: epoch + 1)).map { .number($0) } ?? JSONValue(.null)
      ),
      ("isScheduled", .boolean(training.map(\.hasSchedule) ?? false)),
      ("takesRates", .boolean(takesRates && state == .running)),
      (
        "changes",
        .list(
          (training?.learningRateChanges ?? []).filter { $0.epoch <= epoch + 1 }.map(\.written))
      ),
      ("resume", .text("dlrun train --resume \(path.shellWord)")),
      (
        "layerNames",
        .list(
          layers.enumerated().map { number, layer in
            .text(layer.element.name ?? "layer \(number)")
          })
      ),
      ("curves", curves.news(generation: page.curves.generation, count: page.curves.count)),
      (
        "layers",
        self.layers.news(generation: page.layers.generation, count: page.layers.count)
      ),
    ]
    if diagnoses != page.findings { members.append(("findings", findings)) }
    if let surface, surfaces != page.surface {
      members.append(
        (
          "surface",
          .object(
            [("version", .integer(surfaces))]
              + (surface.members ?? []).map {
                ($0.key, $0.value)
              })
        ))
    }
    return .object(members)
  }

  /// Seconds since the curves grew.
  private var age: Double {
    guard let modified = FileSystem.status(folder.file(RunFileName.curves))?.st_mtim else {
      return 0
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return max(
      0, Double(now.tv_sec - modified.tv_sec) + Double(now.tv_nsec - modified.tv_nsec) / 1e9)
  }
}

/// What a page has of a run.
struct PageRecord {
  var curves = (generation: -1, count: 0)
  var layers = (generation: -1, count: 0)
  var findings = 0
  var surface = 0

  /// What pages say that they have: `id:generation:rows:generation:rows:findings:surface`, with commas between runs.
  static func records(_ text: String) -> [Int: PageRecord] {
    var records: [Int: PageRecord] = [:]
    for part in text.split(separator: ",") {
      let numbers = part.split(separator: ":").compactMap { Int($0) }
      guard numbers.count == 7, numbers.allSatisfy({ $0 >= -1 }) else { continue }
      records[numbers[0]] = PageRecord(
        curves: (numbers[1], numbers[2]), layers: (numbers[3], numbers[4]), findings: numbers[5],
        surface: numbers[6])
    }
    return records
  }
}

/// Work that takes a while, done again where there is something new, but for a twentieth of the time at most.
struct LiveTask {
  private(set) var isUnderWay = false
  private var done: String?
  private var begun = 0
  private var next = 0

  /// Whether the work is to be begun.
  /// - Parameters:
  ///   - source: what it would be done on.
  ///   - isLast: whether there will be nothing new after that, so that nothing is gained by waiting.
  func isDue(of source: String, isLast: Bool) -> Bool {
    !isUnderWay && source != done && (isLast || Clock.now >= next)
  }

  mutating func begin(_ source: String) {
    isUnderWay = true
    done = source
    begun = Clock.now
  }

  mutating func end() {
    isUnderWay = false
    let now = Clock.now
    next = now + max(900_000_000, 20 * (now - begun))
  }
}

/// What tells a file from a later one of the same name.
private struct FileVersion: Equatable {
  let inode: UInt64
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  init?(of path: String) {
    guard let status = FileSystem.status(path) else { return nil }
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
