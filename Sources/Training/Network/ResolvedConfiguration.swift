package import Engine
package import Spec
package import System
package import Tabular

/// A configuration in which everything is filled in that it left to the data, and its network.
package struct ResolvedConfiguration: Sendable {
  package let configuration: Configuration
  package let network: Network

  /// - Parameters:
  ///   - encoder: what was learnt of the columns.
  ///   - edges: where the rows are the nodes of a graph, its edges.
  ///   - hasValidation: whether there are validation rows.
  ///   - places: where the configuration's keys were written.
  /// - Throws: `configuration` where units or loss do not go with the target.
  package init(
    _ configuration: Configuration, encoder: Encoder, edges: Edges?, hasValidation: Bool,
    places: Places
  ) throws(Failure) {
    var configuration = configuration
    configuration.data.inputs = encoder.inputs.map(\.name)
    configuration.data.task = encoder.task
    configuration.data.stratify =
      configuration.data.stratify
      ?? (encoder.task == .classification && !configuration.data.split.isStated
        && configuration.data.window == nil)

    if configuration.preprocessing.target != .none, encoder.task == .classification {
      throw Failure(
        .configuration, at: places["preprocessing.target"],
        "only the targets of a regression can be scaled; this is a classification (\"task\": "
          + "\"regression\" in data, if the target's numbers are not classes)")
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
      task: encoder.task, hasValidation: hasValidation)
    {
      throw Failure(.configuration, at: places[key], objection)
    }

    // Rows are the numbers of nodes.
    if edges != nil { configuration.training.shuffle = false }

    var layers = configuration.model.layers
    let classes = encoder.classes?.count
    if let objection = NetworkObjection(
      layers: layers, loss: configuration.loss, classes: classes, targets: encoder.targets)
    {
      throw Failure(.configuration, at: places[objection.key], objection.message)
    }
    let loss = configuration.loss ?? NetworkObjection.defaultLoss(classes: classes)
    configuration.loss = loss
    let last = layers.count - 1
    if type(of: layers[last]).mayLeaveOutUnits {
      layers[last].units =
        layers[last].units
        ?? NetworkObjection.outputUnits(
          of: layers[last].outputActivation, loss, classes: classes,
          targets: encoder.targetCount)[0]
    }
    for index in layers.indices { layers[index].nameInitializers() }
    configuration.model.layers = layers

    if encoder.targetScales != nil, type(of: loss).targets.lower != nil {
      throw Failure(
        .configuration, at: places["preprocessing.target"],
        "the loss \(type(of: loss).name.quoted) needs each target to be "
          + "\(type(of: loss).targets.expectation), which scaled ones are not")
    }

    self.configuration = configuration
    do throws(LayerFault) {
      network = try Network(
        inputs: encoder.inputCount, groups: encoder.groups.map { Engine.InputGroup($0) },
        embeddings: encoder.embeddings.map { Embedding($0) },
        layers: layers, loss: loss, regularizer: configuration.regularization, classes: classes,
        targetScales: encoder.targetScales?.map(\.scale),
        isWeighted: configuration.data.weight != nil || configuration.data.classWeight != nil,
        hasShares: edges != nil, nodes: edges.map { NodeGraph($0) })
    } catch {
      throw Failure(.configuration, at: places["model." + error.path], error.message)
    }
    let training = configuration.training
    for (key, isAsked) in [
      ("calibrate", training.calibrate != nil), ("threshold", training.threshold != nil),
    ] where isAsked && !network.givesProbabilities {
      throw Failure(
        .configuration, at: places["training.\(key)"],
        "\(key) needs probabilities, expected a softmax or sigmoid output")
    }
    if training.threshold != nil, classes != 2 {
      throw Failure(
        .configuration, at: places["training.threshold"],
        "a threshold needs two classes, but \(encoder.targets[0].quoted) has \(classes ?? 0)")
    }
    if let objection = NetworkObjection(outputs: network, targets: encoder.targets) {
      throw Failure(.configuration, at: places[objection.key], objection.message)
    }
  }
}

extension Network {
  /// How many steps the layers need of sequences, for whoever reads them.
  package var needs: [LeastSteps] {
    leastSteps.map { LeastSteps(group: $0, steps: $1.steps, layer: spelledLayer($1.layer)) }
      .sorted { $0.group < $1.group }
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

extension Engine.InputGroup {
  /// The group that an encoder makes.
  package init(_ group: Tabular.InputGroup) {
    self.init(
      name: group.name, columns: group.columns, extents: group.extents,
      lengthColumn: group.lengthColumn)
  }
}
