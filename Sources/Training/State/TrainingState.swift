import Engine
import Spec
import System

/// What training knows at a moment between two updates. A run that goes on from it gives the same bytes as one
/// that never stopped.
struct TrainingState<S: RunScalar> {
  let learner: LearnerState<S>
  let place: Session<S>.Place
  /// The last row of the curves, of which epoch, step, seconds and the learning rate count.
  let row: CurvesRow
  /// Nil where training goes on for all epochs.
  private(set) var best: BestEpoch<S>?
  /// Whether the epoch, or the network before the first, has its row of the curves; else it is over but for its
  /// evaluation, and the rows of its layers are written.
  let isEvaluated: Bool
  /// The names of the files that grow, and what is in them.
  let contents: [(name: String, content: FileContent)]
}

// MARK: In a file

extension TrainingState {
  /// A tensor of a state, by its name in a checkpoint.
  struct Tensor {
    let name: String
    let shape: [Int]
    let elements: ArraySlice<S>
  }

  /// All numbers of networks: the parameters and the layers' states by their names in model files, the
  /// optimizer's slots as `optimizer.0.…`, and those of the best epoch as `best.…`.
  func tensors(of learner: Learner<S>) -> [Tensor] {
    func tensors(_ model: ModelState<S>, _ prefix: String) -> [Tensor] {
      learner.network.tensors.map { tensor in
        let elements =
          switch tensor.place {
          case .parameter(let number): model.values[learner.elements(ofParameter: number)]
          case .state(let number): model.states[number][...]
          }
        return Tensor(name: prefix + tensor.name, shape: tensor.shape, elements: elements)
      }
    }
    var all = tensors(self.learner.model, "")
    for (slot, elements) in self.learner.slots.enumerated() {
      for (number, parameter) in learner.network.parameters.enumerated() {
        all.append(
          Tensor(
            name: Self.slotPrefix(slot) + parameter.name, shape: parameter.shape,
            elements: elements[learner.elements(ofParameter: number)]))
      }
    }
    if let best = best?.best { all += tensors(best.model, Self.bestPrefix) }
    return all
  }

  private static var bestPrefix: String { "best." }
  /// Some thirty years.
  private static var mostSeconds: Double { 1e9 }
  private static func slotPrefix(_ slot: Int) -> String { "optimizer.\(slot)." }

  /// All that is no tensor.
  var json: JSONValue {
    let progress = place.progress
    return .object([
      ("step", .integer(learner.step)), ("epoch", .integer(place.epoch)),
      (
        "progress",
        .object([
          ("rows", .integer(progress.rows)), ("loss", .number(progress.loss)),
          ("objective", .number(progress.objective)), ("score", .number(progress.score)),
        ])
      ),
      (
        "row",
        .object([
          ("epoch", .integer(row.epoch)), ("step", .integer(row.step)),
          ("seconds", .number(row.seconds)), ("learning_rate", .number(row.learningRate)),
        ])
      ),
      ("schedule", place.rates.memory), ("best", best?.memory ?? JSONValue(.null)),
      ("evaluated", .boolean(isEvaluated)),
      (
        "files",
        .object(
          contents.map { file in
            let crc32 = JSONValue.integer(Int(file.content.checksum.value))
            return (
              file.name, .object([("bytes", .integer(file.content.size)), ("crc32", crc32)])
            )
          })
      ),
    ])
  }

  /// - Parameters:
  ///   - session: of the same network and configuration, before its first update.
  ///   - best: as it is before the first epoch.
  ///   - tensor: the elements of a tensor of a name, as many as are given; nil where there is none.
  /// - Returns: nil where anything is missing, or not what training writes.
  init?(
    json: JSONValue, of session: Session<S>, best: BestEpoch<S>?,
    tensor: (_ name: String, _ count: Int) -> [S]?
  ) {
    let learner = session.learner
    let start = learner.state
    func model(_ prefix: String) -> ModelState<S>? {
      var (values, states) = (start.model.values, start.model.states)
      for entry in learner.network.tensors {
        guard let elements = tensor(prefix + entry.name, entry.count) else { return nil }
        switch entry.place {
        case .parameter(let number):
          values.replaceSubrange(learner.elements(ofParameter: number), with: elements)
        case .state(let number): states[number] = elements
        }
      }
      return ModelState(values: values, states: states)
    }
    var slots = start.slots
    for slot in slots.indices {
      for (number, parameter) in learner.network.parameters.enumerated() {
        guard let elements = tensor(Self.slotPrefix(slot) + parameter.name, parameter.count) else {
          return nil
        }
        slots[slot].replaceSubrange(learner.elements(ofParameter: number), with: elements)
      }
    }
    guard let current = model(""), let step = json["step"]?.integer, step >= 0,
      let epoch = json["epoch"]?.integer, epoch >= 0,
      let progress = json["progress"].flatMap({ EpochProgress(json: $0) }),
      let row = json["row"], let rowEpoch = row["epoch"]?.integer,
      let rowStep = row["step"]?.integer, let seconds = row["seconds"]?.double,
      0...Self.mostSeconds ~= seconds,
      let learningRate = row["learning_rate"]?.double, let schedule = json["schedule"],
      let files = json["files"]?.members, let isEvaluated = json["evaluated"]?.boolean
    else { return nil }
    self.learner = LearnerState(step: step, model: current, slots: slots)
    var place = Session<S>.Place(epoch: epoch, progress: progress, rates: session.place.rates)
    guard place.rates.restoreMemory(schedule) else { return nil }
    self.place = place
    var curvesRow = CurvesRow()
    curvesRow.epoch = rowEpoch
    curvesRow.step = rowStep
    curvesRow.seconds = seconds
    curvesRow.learningRate = learningRate
    self.row = curvesRow
    self.best = best
    if self.best != nil {
      guard let memory = json["best"],
        self.best?.restoreMemory(
          memory, model: memory["best"]?.members == nil ? nil : model(Self.bestPrefix)) == true
      else { return nil }
    }
    self.isEvaluated = isEvaluated
    var contents: [(name: String, content: FileContent)] = []
    for file in files {
      guard Self.isName(file.key), let bytes = file.value["bytes"]?.integer, bytes >= 0,
        let checksum = file.value["crc32"]?.integer.flatMap({ UInt32(exactly: $0) })
      else { return nil }
      contents.append((file.key, FileContent(size: bytes, checksum: Checksum(checksum))))
    }
    self.contents = contents
  }

  /// Whether a file lies in the run's folder, or is a snapshot in it.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !parts.contains("..")
      && (parts.count == 1 || parts.count == 2 && parts[0] == RunFileName.snapshots)
  }
}

extension EpochProgress {
  /// Nil where the JSON is none of a progress.
  fileprivate init?(json: JSONValue) {
    guard let rows = json["rows"]?.integer, rows >= 0, let loss = json["loss"]?.double,
      let objective = json["objective"]?.double, let score = json["score"]?.double
    else { return nil }
    self.init()
    self.rows = rows
    self.loss = loss
    self.objective = objective
    self.score = score
  }
}
