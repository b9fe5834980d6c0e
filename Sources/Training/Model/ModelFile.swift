package import Engine
package import Spec
package import Tabular

/// The file `model.safetensors` of a run: the network's tensors, and in the metadata all that is
/// needed to use them.
package struct ModelFile {
  /// The keys of the metadata.
  private static let networkKey = "network"
  private static let columnsKey = "columns"

  package let precision: Precision
  package let encoder: Encoder
  package let network: Network
  package let delimiter: Character
  let weights: WeightsFile

  /// Opens a run's model.
  /// - Throws: `noInput` where it is missing, `data` where it is damaged.
  init(path: String) throws(Failure) {
    func damaged(_ message: String) -> Failure { Failure(.data, at: .file(path), message) }
    let file = try SafetensorsFile(path: path)
    guard let network = file.header[metadata: Self.networkKey],
      let columns = file.header[metadata: Self.columnsKey]
    else { throw damaged("no model of dlrun: its metadata say nothing of network and columns") }
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
    let layers = description.layers.map {
      var layer = Network.Layer($0)
      // The weights come from the file.
      layer.initializer = Zeros()
      return layer
    }
    self.network = Network(
      inputs: encoder.inputCount, embeddings: encoder.embeddings.map { Embedding($0) },
      layers: layers, loss: description.loss,
      classes: encoder.classes?.count, targetScales: encoder.targetScales?.map(\.scale))
    precision = file.header.tensors.contains { $0.type == .float64 } ? .float64 : .float32
    weights = try WeightsFile(file, of: self.network) { damaged($0.joined(separator: "; ")) }
  }

  /// Makes the network with the file's weights, for use without further training.
  package func makeLearner<S: RunScalar>(threads: Int) throws(Failure) -> Learner<S> {
    let learner = Learner<S>(
      network, optimizer: GradientDescent(), seed: 0, batchRows: 1, threads: threads)
    try weights.load(into: learner)
    return learner
  }

  /// Writes a model.
  static func write<S: RunScalar>(
    _ learner: Learner<S>, _ resolved: ResolvedConfiguration, encoder: Encoder, to file: WholeFile
  ) throws(Failure) {
    var description = ModelDescription()
    description.layers = resolved.configuration.model.layers
    description.loss = learner.network.loss
    description.delimiter = resolved.configuration.data.delimiter
    let metadata = JSONValue.object([
      (networkKey, .text(description.written.onOneLine)),
      (columnsKey, .text(encoder.json.onOneLine)),
    ])
    var members = [("__metadata__", metadata)]
    var offset = 0
    for parameter in learner.network.parameters {
      let end = offset + parameter.count * MemoryLayout<S>.stride
      members.append(
        (
          parameter.name,
          .object([
            ("dtype", .text((S.self == Float.self ? TensorType.float32 : .float64).rawValue)),
            ("shape", .list(parameter.shape.map { .integer($0) })),
            ("data_offsets", .list([.integer(offset), .integer(end)])),
          ])
        ))
      offset = end
    }
    var header = Array(JSONValue.object(members).onOneLine.utf8)
    // Spaces at its end let the numbers begin at a multiple of 8.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var length = UInt64(header.count).littleEndian
    try file.write(withUnsafeBytes(of: &length) { Array($0) })
    try file.write(header)
    for number in learner.network.parameters.indices {
      try file.write(UnsafeRawBufferPointer(learner.parameter(number)))
    }
  }
}
