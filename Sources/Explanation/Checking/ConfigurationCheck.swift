import Engine
package import Spec
package import System
package import Tabular
package import Training

/// What training would work with, found without training: nothing is written.
package struct ConfigurationCheck: Sendable {
  /// A layer of the network.
  package struct Layer: Sendable {
    /// The name of its kind.
    package let kind: String
    /// The extents of a row of its outputs.
    package let outputs: [Int]
    /// The name of what is applied to its weighted sums; nil where there are none.
    package let activation: String?
    package let dropout: Double
    /// All that is trained in it.
    package let parameters: Int
  }

  package let evidence: Evidence
  package let task: Tabular.Task
  /// Why the task is what it is.
  package let taskReason: String
  /// The groups of inputs that layers may read.
  package let groups: [Tabular.InputGroup]
  package let layers: [Layer]
  /// In bytes: what training needs besides the data, and what the data take.
  package let memory: (model: Int, data: Int)
  package let time: TimeEstimate
  package let gradient: GradientCheck
  package let warnings: [GivenWarning]
  /// What training would tell of the data.
  package let notes: [String]

  /// - Parameters:
  ///   - threads: the most threads that work together.
  ///   - silenced: the codes of warnings that are not to be given.
  /// - Throws: what training would throw before its first update; `usage` for an unknown code.
  package init(
    _ checked: Checked<Configuration>, threads: Int, room: RowRoom = .standard, silenced: [String]
  ) throws(Failure) {
    for code in silenced where !Warnings.codes.contains(code) {
      throw Failure(
        .usage,
        "--silence \(code): no warning has this code\(suggestion(for: code, among: Warnings.codes))"
      )
    }
    switch checked.value.training.precision {
    case .float32:
      try self.init(checked, in: Float.self, threads: threads, room: room, silenced: silenced)
    case .float64:
      try self.init(checked, in: Double.self, threads: threads, room: room, silenced: silenced)
    }
  }

  private init<S: RunScalar>(
    _ checked: Checked<Configuration>, in _: S.Type, threads: Int, room: RowRoom = .standard,
    silenced: [String]
  ) throws(Failure) {
    let prepared = try PreparedRun<S>(
      checked, threads: threads, room: room, keepsCells: true)
    let (network, training) = (prepared.resolved.network, checked.value.training)
    let learner = try prepared.makeLearner(threads: threads)
    guard let cells = prepared.splits.cells else {
      preconditionFailure("the cells were asked for")
    }
    evidence = Evidence(prepared, cells, threads: threads)
    task = prepared.splits.encoder.task
    taskReason = Self.reason(checked.value.data, prepared.splits.encoder)
    groups = prepared.splits.encoder.groups
    layers = network.layers.enumerated().map { number, layer in
      Layer(
        kind: type(of: layer).name, outputs: network.built[number].outputs,
        activation: network.built[number].activation.map { _ in
          type(of: layer.outputActivation).name
        }, dropout: layer.element.dropout,
        parameters: network.parameters.reduce(0) {
          $0 + ($1.owner == .layer(number) ? $1.count : 0)
        })
    }
    memory = (prepared.memory.bytes, prepared.dataSize)
    let train = prepared.splits.train
    let count = min(train.rows, GradientCheck.mostRows)
    let checked =
      train.areInMemory
      ? train : try train.picking((0..<count).map { $0 * train.rows / count }, areWeighted: true)
    gradient = checked.withRows {
      GradientCheck(learner, on: $0, seed: UInt64(training.seed))
    }
    time = try TimeEstimate(prepared, threads: threads)
    warnings = Warnings.given(evidence, silenced: Set(silenced))
    notes = prepared.notes
  }

  private static func reason(_ data: DataSection, _ encoder: Encoder) -> String {
    if data.task != nil { return "stated" }
    guard let classes = encoder.classes else {
      return data.target.count > 1 ? "several targets" : "numbers"
    }
    return classes.names.allSatisfy { Double($0) != nil } ? "few whole numbers" : "texts"
  }
}
