import Engine
import Spec
import System

/// The file `checkpoint.safetensors` of a run: a state of its training, and the checks of its data. Its last tensor
/// is the check of all that stands before it.
struct CheckpointFile {
  private static let stateKey = "state"
  private static let dataKey = "data"
  private static let configurationKey = "configuration"
  private static let checksumName = "checksum"

  /// The data files that training read.
  let data: [DataFile]
  private let path: String
  private let file: SafetensorsFile
  private let state: JSONValue
  /// The resolved configuration of the run.
  private let configuration: JSONValue

  /// Writes a state in the place of the last one, which stays until the new one is on the disk.
  static func write<S: RunScalar>(
    _ state: TrainingState<S>, of learner: Learner<S>, _ configuration: Configuration,
    data: [DataFile], to path: String, outputs: Outputs
  ) throws(Failure) {
    let tensors = state.tensors(of: learner)
    let header = SafetensorsHeader.bytes(
      metadata: [
        (stateKey, state.json.onOneLine),
        (dataKey, JSONValue.list(data.map(\.json)).onOneLine),
        (configurationKey, configuration.written.onOneLine),
      ],
      tensors: tensors.map { ($0.name, TensorType(of: S.self), $0.shape) }
        + [(checksumName, .unsigned32, [1])])
    let file = try WholeFile(path: path, outputs: outputs)
    var checksum = Checksum()
    checksum.add(header)
    try file.write(header)
    for tensor in tensors {
      let failure = tensor.elements.withUnsafeBytes { bytes -> Failure? in
        checksum.add(bytes)
        do throws(Failure) {
          try file.write(bytes)
          return nil
        } catch {
          return error
        }
      }
      if let failure { throw failure }
    }
    try file.write(withUnsafeBytes(of: checksum.value.littleEndian) { Array($0) })
    try WholeFile.publish([file], replacing: true)
  }

  /// Opens a checkpoint.
  /// - Throws: `data` where it is damaged.
  init(path: String) throws(Failure) {
    self.path = path
    let file = try SafetensorsFile(path: path)
    let sums = file.header.tensors.filter { $0.name == Self.checksumName }
    guard let last = file.header.tensors.last, sums.count == 1, last.name == Self.checksumName,
      last.type == .unsigned32, last.shape == [1],
      try file.bytes(of: last)
        == withUnsafeBytes(of: file.checksum(before: last).littleEndian, Array.init),
      let state = file.header[metadata: Self.stateKey],
      let data = file.header[metadata: Self.dataKey],
      let configuration = file.header[metadata: Self.configurationKey]
    else { throw Self.damaged(path) }
    self.file = file
    func json(_ text: String) throws(Failure) -> JSONValue {
      do {
        return try JSONReader.read(Array(text.utf8), at: .file(path), status: .data)
      } catch {
        throw Self.damaged(path)
      }
    }
    self.state = try json(state)
    self.configuration = try json(configuration)
    let files = try json(data).list ?? []
    self.data = files.compactMap { DataFile(json: $0) }
    guard self.data.count == files.count else { throw Self.damaged(path) }
  }

  private static func damaged(_ path: String) -> Failure {
    Failure(
      .data, at: .file(path),
      "damaged: not what training writes; without the file the run starts over")
  }

  /// The epoch that was being trained, or was trained last.
  var epoch: Int { state["epoch"]?.integer ?? 0 }

  /// The number of all epochs that the run was to have.
  var epochs: Int { configuration["training"]?["epochs"]?.integer ?? 0 }

  /// Refuses to go on by another configuration than that of the checkpoint.
  /// - Throws: `configuration`, at the first key that is another.
  func check(_ other: Configuration, places: Places) throws(Failure) {
    guard let key = difference(configuration, other.written, at: []) else { return }
    throw Failure(
      .configuration, at: places[key],
      "\(key.quoted) is not what it was when the run was trained, so it cannot continue; expected the value in "
        + "\(RunFileName.checkpoint)")
  }

  /// The first key, but for those that can be another, at which two values differ; nil where they are the same.
  private func difference(
    _ one: JSONValue, _ other: JSONValue, at path: [String]
  ) -> String? {
    guard let members = one.members, let others = other.members else {
      return one.onOneLine == other.onOneLine ? nil : path.joined(separator: ".")
    }
    for name in members.map(\.key) + others.map(\.key).filter({ one[$0] == nil }) {
      let inner = path + [name]
      let key = inner.joined(separator: ".")
      if InterruptedRun.isChangeable(key) { continue }
      if key == LearningRateChange.key {
        if changes(in: one[name]) != changes(in: other[name]) { return key }
        continue
      }
      guard let value = one[name], let second = other[name] else { return key }
      if let found = difference(value, second, at: inner) { return found }
    }
    return nil
  }

  /// The changes of the learning rate up to the checkpoint's epoch. Later ones are written down before they are
  /// trained with, so the configuration may know of them and the checkpoint not.
  private func changes(in list: JSONValue?) -> [String] {
    (list?.list ?? []).filter { ($0["epoch"]?.integer ?? 0) <= epoch }.map(\.onOneLine)
  }

  /// The state.
  /// - Parameters:
  ///   - session: as that of the state.
  ///   - training: resolved.
  /// - Throws: `data` where it is not one of this network and configuration.
  func state<S: RunScalar>(
    of session: Session<S>, _ training: TrainingSection
  ) throws(Failure) -> TrainingState<S> {
    let entries = Dictionary(
      file.header.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let state = TrainingState<S>(
      json: state, of: session, best: BestEpoch(training.earlyStopping)
    ) { name, count in
      guard let entry = entries[name], entry.type == TensorType(of: S.self) else { return nil }
      let values = try? file.values(of: entry, as: S.self)
      return values.flatMap { $0.count == count ? $0 : nil }
    }
    guard let state, session.has(state.place, step: state.learner.step),
      state.isEvaluated || !session.isWithinEpoch(state.place),
      training.areGrowing(state.contents.map(\.name).filter { !$0.contains("/") })
    else { throw Self.damaged(path) }
    return state
  }
}
