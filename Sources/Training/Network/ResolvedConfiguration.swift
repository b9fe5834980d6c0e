package import Engine
package import Spec
package import Tabular

/// A configuration in which everything is filled in that it left to the data, and its network.
package struct ResolvedConfiguration: Sendable {
  package let configuration: Configuration
  package let network: Network

  /// - Parameters:
  ///   - encoder: what was learnt of the columns.
  ///   - places: where the configuration's keys were written.
  /// - Throws: `configuration` where units or loss do not go with the target.
  package init(
    _ configuration: Configuration, encoder: Encoder, places: Places
  ) throws(Failure) {
    var configuration = configuration
    configuration.data.inputs = encoder.inputs.map(\.name)
    configuration.data.task = encoder.task
    configuration.data.stratify =
      configuration.data.stratify ?? (encoder.task == .classification)

    if configuration.preprocessing.target != .none, encoder.task == .classification {
      throw Failure(
        .configuration, at: places["preprocessing.target"],
        "only the targets of a regression can be scaled; this is a classification (\"task\": "
          + "\"regression\" in data, where the target's numbers are no classes)")
    }
    // Any whole number up to this one is a number of either precision.
    let mostCategories = 1 << 24
    if let embedding = encoder.embeddings.first(where: { $0.categories > mostCategories }) {
      throw Failure(
        .configuration, at: places["data.columns.\(embedding.column.asKey).encoding"],
        "an embedding may have \(mostCategories) categories, the column has \(embedding.categories); "
          + "expected \("max_categories".quoted)")
    }
    for (key, objection) in configuration.training.objections(
      task: encoder.task, hasValidation: configuration.data.validation != nil)
    {
      throw Failure(.configuration, at: places[key], objection)
    }

    var layers = configuration.model.layers
    let classes = encoder.classes?.count
    if let objection = NetworkObjection(
      layers: layers, loss: configuration.loss, classes: classes, targets: encoder.targets)
    {
      throw Failure(.configuration, at: places[objection.key], objection.message)
    }
    let last = layers.count - 1
    layers[last].units =
      layers[last].units
      ?? NetworkObjection.outputUnits(
        of: layers[last].activation, classes: classes, targets: encoder.targetCount)[0]
    for index in layers.indices where layers[index].initializer == nil {
      layers[index].initializer = Network.Layer(layers[index]).initializer
    }
    configuration.model.layers = layers
    let loss = configuration.loss ?? NetworkObjection.defaultLoss(classes: classes)
    configuration.loss = loss

    if encoder.targetScales != nil, type(of: loss).leastTarget > -.infinity {
      throw Failure(
        .configuration, at: places["preprocessing.target"],
        "the loss \(type(of: loss).name.quoted) wants targets of at least \(type(of: loss).leastTarget)"
          + ", which scaled ones are not")
    }

    self.configuration = configuration
    network = Network(
      inputs: encoder.inputCount, embeddings: encoder.embeddings.map { Embedding($0) },
      layers: layers.map { Network.Layer($0) }, loss: loss,
      regularizer: configuration.regularization, classes: classes,
      targetScales: encoder.targetScales?.map(\.scale),
      isWeighted: configuration.data.weight != nil || configuration.data.classWeight != nil)
  }
}

extension Embedding {
  /// The embedding of a column's categories.
  package init(_ input: EmbeddingInput) {
    self.init(
      column: input.column, input: input.input, categories: input.categories,
      dimensions: input.dimensions, other: input.other)
  }
}

extension Network.Layer {
  /// The layer that a section states, its units known.
  package init(_ section: LayerSection) {
    self.init(
      units: section.units ?? 1, activation: section.activation, hasBias: section.bias,
      initializer: section.initializer, dropout: section.dropout,
      resample: section.dropoutResample)
  }
}
