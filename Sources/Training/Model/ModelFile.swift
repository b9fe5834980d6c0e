package import Engine
import Spec
package import System
package import Tabular

/// The file `model.safetensors` of a run: the network's tensors, and in the metadata all that is
/// needed to use them.
package struct ModelFile {
  /// The keys of the metadata.
  private static let networkKey = "network"
  private static let columnsKey = "columns"
  private static let interruptionKey = "interrupted"
  private static let calibrationKey = "calibration"

  package let precision: Precision
  package let encoder: Encoder
  package let network: Network
  package let delimiter: Character
  /// What was found on the validation rows.
  package let calibration: Calibration
  /// Where training was when it was interrupted; nil where it came to its end.
  package let interruption: String?
  let weights: WeightsFile

  /// Opens a run's model.
  /// - Throws: `noInput` where it is missing, `data` where it is damaged.
  package init(path: String) throws(Failure) {
    func damaged(_ message: String) -> Failure { Failure(.data, at: .file(path), message) }
    let file = try SafetensorsFile(path: path)
    guard let network = file.header[metadata: Self.networkKey],
      let columns = file.header[metadata: Self.columnsKey]
    else { throw damaged("not a dlrun model: its metadata do not describe a network and columns") }
    let origin = Location.file(path)
    let description: ModelDescription
    do {
      description = try ModelDescription.read(
        JSONReader.read(Array(network.utf8), at: .file("network"), status: .data),
        title: "the description of the network", status: .data
      ).value
      encoder = try Encoder(
        json: JSONReader.read(Array(columns.utf8), at: .file("columns"), status: .data), at: origin)
    } catch {
      throw damaged(
        "its metadata are damaged (\(error.diagnostics.map(\.description).joined(separator: "; ")))"
      )
    }
    // The two texts may be sound each by itself and not go together.
    if let objection = NetworkObjection(
      layers: description.layers, loss: description.loss, classes: encoder.classes?.count,
      targets: encoder.targets)
    {
      throw damaged("its metadata are damaged (\(objection.message))")
    }
    delimiter = description.delimiter
    interruption = file.header[metadata: Self.interruptionKey]
    let built: Network
    do throws(LayerFault) {
      built = try Network(
        inputs: encoder.inputCount, groups: encoder.groups.map { Engine.InputGroup($0) },
        embeddings: encoder.embeddings.map { Embedding($0) },
        layers: description.layers, loss: description.loss,
        classes: encoder.classes?.count, targetScales: encoder.targetScales?.map(\.scale),
        // Whoever makes a learner says which graph.
        nodes: encoder.graph.map { _ in NodeGraph(count: 1, edges: [], isDirected: false) })
    } catch {
      throw damaged("its metadata are damaged (\(error.path): \(error.message))")
    }
    var calibration = Calibration()
    if let text = file.header[metadata: Self.calibrationKey] {
      guard
        let json = try? JSONReader.read(Array(text.utf8), at: .file("calibration"), status: .data),
        let read = Calibration(json: json, built, targets: encoder.targetCount)
      else { throw damaged("its metadata are damaged (calibration)") }
      calibration = read
    }
    self.calibration = calibration
    self.network = built.calibrated(by: calibration.temperature)
    precision = file.header.tensors.contains { $0.type == .float64 } ? .float64 : .float32
    weights = try WeightsFile(file, of: self.network) { damaged($0.joined(separator: "; ")) }
  }

  /// Makes the network with the file's weights, for use without further training.
  /// - Parameter edges: those between the rows, where they are the nodes of a graph.
  package func makeLearner<S: RunScalar>(
    threads: Int, on edges: Edges? = nil
  ) throws(Failure) -> Learner<S> {
    // Parameters, as many places for gradients, and what is read of the file.
    let elements = network.parameters.reduce(0) { $0 + $1.count }
    let bytes = MachineMemory.saturatedProduct(elements, 3 * MemoryLayout<S>.size)
    guard bytes <= MachineMemory.room else {
      throw Failure(
        .configuration, at: .file(weights.path),
        "the model needs \(MachineMemory.spelled(bytes: bytes)) and does not fit in memory: of "
          + "\(MachineMemory.spelled(bytes: MachineMemory.limit)), "
          + "\(MachineMemory.spelled(bytes: MachineMemory.room)) are left")
    }
    let learner = Learner<S>(
      edges.map { network.over(NodeGraph($0)) } ?? network, optimizer: GradientDescent(), seed: 0,
      batchRows: 1, threads: threads,
      drawsWeights: false)
    try weights.load(into: learner)
    return learner
  }

  /// What is to be told of a model that training did not finish; nil for another.
  package func interruptionNote(of directory: String) -> String? {
    interruption.map {
      "\(directory): the run was interrupted in \($0), and this is the model that it had by then; dlrun train "
        + "--resume \(directory.shellWord) continues it"
    }
  }

  /// Refuses rows without their edges, and edges where there is no graph.
  /// - Parameters:
  ///   - data: the file of the rows; nil for those of the run.
  ///   - edges: the file of the edges.
  /// - Throws: `usage`.
  func checkEdges(_ edges: String?, data: String?) throws(Failure) {
    if encoder.graph == nil, edges != nil {
      throw Failure(.usage, "the model's rows are not nodes of a graph; expected no --edges")
    }
    if encoder.graph != nil, data != nil, edges == nil {
      throw Failure(
        .usage, "the model's rows are the nodes of a graph; expected --edges FILE as well")
    }
    if data == nil, edges != nil {
      throw Failure(.usage, "--edges needs --data FILE, whose rows the edges connect")
    }
    if data == "-", edges == "-" {
      throw Failure(.usage, "only one of --data and --edges can be standard input")
    }
  }

  /// Writes a model.
  /// - Parameter interruption: where training was, if it did not come to its end.
  static func write<S: RunScalar>(
    _ learner: Learner<S>, _ resolved: ResolvedConfiguration, encoder: Encoder,
    _ calibration: Calibration = Calibration(), interruption: String? = nil, to file: WholeFile
  ) throws(Failure) {
    var description = ModelDescription()
    description.layers = resolved.configuration.model.layers
    description.loss = learner.network.loss
    description.delimiter = resolved.configuration.data.delimiter
    var metadata = [
      (networkKey, description.written.onOneLine), (columnsKey, encoder.json.onOneLine),
    ]
    if !calibration.isEmpty { metadata.append((calibrationKey, calibration.json.onOneLine)) }
    if let interruption { metadata.append((interruptionKey, interruption)) }
    let tensors = learner.network.tensors
    try file.write(
      SafetensorsHeader.bytes(
        metadata: metadata, tensors: tensors.map { ($0.name, TensorType(of: S.self), $0.shape) }))
    for tensor in tensors {
      try file.write(UnsafeRawBufferPointer(learner.elements(of: tensor)))
    }
  }
}
