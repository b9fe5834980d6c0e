package import Engine
package import Spec

/// The section `model`: the network's layers and where its weights start.
package struct ModelSection: Declared {
  /// Input to output, at least one once read.
  package var layers: [any Layer] = []
  /// The path of a safetensors file; nil where the weights are drawn.
  package var initialWeights: String?

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "layers", \.layers, .list(.component(in: Layers.registry)),
      "the layers from input to output, the last one being the output layer", isRequired: true),
    Field(
      "initial_weights", \.initialWeights, .path,
      """
      a safetensors file with the initial weights, named layers.0.weight, layers.0.bias and so \
      on, with a layer's name where it has one, and embeddings.COLUMN.weight for the vectors of categories, as in a run's model; by default \
      weights are drawn by initializer, and biases start at 0
      """),
  ]

  package func check(_ reading: inout Reading) { Self.check(layers, &reading) }

  /// Reports what is wrong with the value of a key `layers`, whatever the data.
  static func check(_ layers: [any Layer], _ reading: inout Reading) {
    if layers.isEmpty, reading.areSound("layers") {
      reading.fault("layers", "expected at least one layer")
    }
    for (index, layer) in layers.dropLast().enumerated() {
      let place = "layers.\(index)"
      if type(of: layer).mayLeaveOutUnits, layer.units == nil, reading.areSound(place + ".units") {
        reading.fault(place, "units are missing; only the last layer may leave them out")
      }
      if layer.outputActivation is Softmax, reading.areSound(place + ".activation") {
        reading.fault(place + ".activation", "softmax can only be the activation of the last layer")
      }
    }
    let lastDropout = "layers.\(layers.count - 1).dropout"
    if let last = layers.last, last.element.dropout > 0, reading.areSound(lastDropout) {
      reading.fault(lastDropout, "the last layer cannot have dropout: its outputs are the result")
    }
  }
}
