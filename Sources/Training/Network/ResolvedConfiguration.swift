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

    var layers = configuration.model.layers
    let last = layers.count - 1
    let place = "model.layers.\(last)"
    let expected = Self.outputUnits(of: layers[last].activation, encoder)
    if let units = layers[last].units, !expected.contains(units) {
      throw Failure(
        .configuration, at: places[place + ".units"],
        Self.mismatch(units, expected: expected, layers[last].activation, encoder))
    }
    layers[last].units = layers[last].units ?? expected[0]
    for index in layers.indices where layers[index].initializer == nil {
      layers[index].initializer = Network.Layer(layers[index]).initializer
    }
    configuration.model.layers = layers

    let loss = configuration.loss ?? Self.defaultLoss(encoder.task)
    let output = OutputLayer(
      activation: layers[last].activation, units: layers[last].units ?? 1,
      classes: encoder.classes?.count)
    if let objection = loss.objection(to: output) {
      let isDefault = configuration.loss == nil
      throw Failure(
        .configuration, at: isDefault ? places[place + ".activation"] : places["loss"],
        isDefault ? objection + " (the loss where none is named)" : objection)
    }
    configuration.loss = loss

    self.configuration = configuration
    network = Network(
      inputs: encoder.inputCount, layers: layers.map { Network.Layer($0) }, loss: loss,
      regularizer: configuration.regularization, classes: encoder.classes?.count)
  }

  private static func defaultLoss(_ task: Tabular.Task) -> any Loss {
    switch task {
    case .classification: CrossEntropy()
    case .regression: MeanSquaredError()
    }
  }

  /// How many units the output layer may have, the default first.
  private static func outputUnits(of activation: any Activation, _ encoder: Encoder) -> [Int] {
    guard let classes = encoder.classes?.count else { return [encoder.targetCount] }
    return classes == 2 && !(activation is Softmax) ? [1, 2] : [classes]
  }

  private static func mismatch(
    _ units: Int, expected: [Int], _ activation: any Activation, _ encoder: Encoder
  ) -> String {
    let wanted = expected.map(String.init).joined(separator: " or ")
    guard let classes = encoder.classes?.count else {
      let columns =
        encoder.targetCount == 1 ? "is one column" : "are \(encoder.targetCount) columns"
      return "the last layer has \(units) units, expected \(wanted): the targets \(columns)"
    }
    let name = type(of: activation).name
    return "the last layer has \(units) \(name) units, expected \(wanted): "
      + "\(encoder.targets[0].quoted) has \(classes) classes"
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
