package import Engine
package import Spec
package import System
package import Tabular

/// All that a run is made of besides its data.
package struct Configuration: Declared {
  /// The JSON Schema that the file names.
  var schema: String?
  /// The default name of the run's folder.
  package var name = ""
  package var data = DataSection()
  package var preprocessing = PreprocessingSection()
  package var model = ModelSection()
  /// Nil where the task is to decide.
  package var loss: (any Loss)?
  package var regularization: any Regularizer = NoRegularizer()
  package var optimizer: any Optimizer = Adam()
  package var training = TrainingSection()

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "$schema", \.schema, .text(),
      """
      the address of the JSON Schema that dlrun schema prints, with which editors check the file; \
      dlrun ignores it; by default none
      """),
    Field(
      "name", \.name, .folderName,
      """
      the name of the run, and of its folder in runs/ without --out; by default that \
      of the configuration file, without its extension
      """),
    Field("data", \.data, .object(), "the rows and columns to learn from"),
    Field(
      "preprocessing", \.preprocessing, .object(),
      "what is done to numeric inputs, with statistics from the training rows only"
    ),
    Field("model", \.model, .object(), "the network and its initial weights"),
    Field(
      "loss", \.loss, .component(in: Losses.registry),
      """
      what training minimises, as a mean over the rows of an update, p being an output and y its target; by \
      default cross_entropy in classification, mean_squared_error in regression
      """),
    Field(
      "regularization", \.regularization, .component(in: Regularizers.registry),
      """
      the penalty on large weights W, added in full to each update's loss, and their largest norm; \
      biases have no penalty
      """),
    Field(
      "optimizer", \.optimizer, .component(in: Optimizers.registry),
      "the rule by which the parameters W follow g, the gradient of loss and penalty"),
    Field("training", \.training, .object(), "how long and how the network is trained"),
  ]

  /// Reports what goes with no data; the rest is known when the data are.
  package func check(_ reading: inout Reading) {
    if reading.areSound("data.validation", "data.split", "data.task") {
      for (key, objection) in training.objections(
        task: data.task, hasValidation: data.hasValidation)
      where reading.areSound(key) {
        reading.fault(key, objection)
      }
    }
    if reading.areSound("data.edges", "training.descent"), data.edges != nil,
      training.descent != .batch
    {
      reading.fault(
        "training.descent",
        "all nodes of a graph are trained on at once; expected \(Descent.batch.rawValue.quoted)"
      )
    }
    if reading.areSound("data.edges", "model.layers"), data.edges == nil {
      for (index, layer) in model.layers.enumerated() where type(of: layer).readsNodes {
        reading.fault("model.layers.\(index)", GraphConvolutionLayer.noNodes)
      }
    }
    let last = "model.layers.\(model.layers.count - 1)"
    guard
      reading.areSound(last + ".units", last + ".activation", "loss", "data.target", "data.task")
    else { return }
    if let objection = NetworkObjection(before: data, layers: model.layers, loss: loss) {
      reading.fault(objection.key, objection.message)
    }
  }

  /// The learning rate in an epoch, from 1, before warm-up and schedule.
  package func rate(inEpoch epoch: Int) -> Double {
    training.learningRateChanges.last { $0.epoch <= epoch }?.learningRate
      ?? optimizer.learningRate
  }

  /// Whether the model may have the two numeric inputs and the one target of which a surface is drawn, as far as the
  /// configuration tells when it is resolved.
  package var mayHaveSurface: Bool {
    data.inputs?.count == 2 && data.edges == nil && !data.train.isStandardInput
  }

  /// The largest file that is taken for a configuration.
  private static let largestFile = 1 << 24

  /// Reads and checks a file.
  ///
  /// - Parameters:
  ///   - path: The file. Paths in it are relative to its folder; those of the result are absolute.
  ///   - overrides: `KEY=VALUE` texts, laid over the file in their order.
  ///   - mayBePipe: whether a pipe is read, too.
  /// - Throws: Wrong usage for an override without `=`, `noInput` where the file cannot be read, and
  ///   `configuration` with all faults of file and overrides together.
  package static func read(
    file path: String, overrides: [String] = [], mayBePipe: Bool = true
  ) throws(Failure) -> Checked<Configuration> {
    var parsed: [Override] = []
    for text in overrides { parsed.append(try Override(text)) }

    let bytes = try InputFile.read(
      path, limit: largestFile, status: .configuration, mayBePipe: mayBePipe)
    let folder = try FilePath.folder(of: path)
    let (json, faults) = try JSONReader.parse(bytes, at: .file(path))
    return try read(
      json, faults: faults, overrides: parsed, name: FilePath.stem(path), folder: folder)
  }

  /// Reads and checks a configuration that stands in JSON.
  /// - Parameters:
  ///   - faults: those of the JSON.
  ///   - name: that of the run, where there is no other.
  ///   - folder: what paths are relative to.
  static func read(
    _ json: JSONValue, faults: [Diagnostic] = [], overrides: [Override], name: String = "",
    folder: String = "/"
  ) throws(Failure) -> Checked<Configuration> {
    var (json, faults) = (json, faults)
    for override in overrides {
      faults += override.apply(to: &json, of: .object(descriptions))
    }
    var defaults = Configuration()
    defaults.name = name
    var checked = try read(json, defaults: defaults, known: faults)
    checked.value.data.makePathsAbsolute(from: folder)
    // It would be another address in the folder of the run.
    checked.value.schema = nil
    if let weights = checked.value.model.initialWeights {
      checked.value.model.initialWeights = FilePath.absolute(weights, from: folder)
    }
    return checked
  }
}

extension Form<String> {
  fileprivate static var folderName: Form {
    Form(.text("a valid name for a folder")) { json in
      json.path.flatMap { $0 == "." || $0 == ".." || $0.utf8.contains(0x2F) ? nil : $0 }
    } write: {
      .text($0)
    }
  }
}
