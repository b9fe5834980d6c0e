import Engine
package import Spec

/// A layer of a trained network.
package struct LayerOutline: Sendable {
  package let units: Int
  package let inputs: Int
  package let hasBias: Bool
  /// Its name, and its fields where it has some.
  package let activation: JSONValue
  /// The share of its outputs that was dropped in training.
  package let dropout: Double

  /// How many weights and biases it has.
  package var parameters: Int { units * (inputs + (hasBias ? 1 : 0)) }

  /// The layers of a network, from input to output.
  static func layers(of network: Network) -> [LayerOutline] {
    zip(network.layers, network.parameters.filter(\.isLayerWeight)).map { layer, weight in
      LayerOutline(
        units: layer.units, inputs: weight.columns, hasBias: layer.hasBias,
        activation: Activations.registry.write(layer.activation), dropout: layer.dropout)
    }
  }

  var json: JSONValue {
    .object([
      ("inputs", .integer(inputs)), ("units", .integer(units)), ("activation", activation),
      ("bias", .boolean(hasBias)), ("dropout", .number(dropout)),
      ("parameters", .integer(parameters)),
    ])
  }
}

extension Network.Parameter {
  fileprivate var isLayerWeight: Bool {
    if case .layer = owner { isWeight } else { false }
  }
}
