import Engine
package import Spec

/// A layer of a trained network.
package struct LayerOutline: Sendable {
  /// Nil where the layer goes by its number.
  package let name: String?
  /// The name of its kind.
  package let kind: String
  /// The extents of a row that it reads, and of one that it gives.
  package let inputs: [Int]
  package let outputs: [Int]
  /// The shapes of its weights, of those of two directions that of one.
  package let weights: [[Int]]
  package let hasBias: Bool
  /// All that is trained in it.
  package let parameters: Int
  /// The name and the fields of what is applied to its weighted sums; nil where there are none.
  package let activation: JSONValue?
  /// The fraction of its outputs that was dropped in training.
  package let dropout: Double

  /// The layers of a network, from input to output.
  static func layers(of network: Network) -> [LayerOutline] {
    network.layers.enumerated().map { number, layer in
      let built = network.built[number]
      let parameters = network.parameters.filter { $0.owner == .layer(number) }
      return LayerOutline(
        name: layer.element.name, kind: type(of: layer).name, inputs: built.inputs,
        outputs: built.outputs,
        weights: parameters.filter { $0.isWeight && !$0.name.hasSuffix("_reverse") }.map(\.shape),
        hasBias: parameters.contains { !$0.isWeight },
        parameters: parameters.reduce(0) { $0 + $1.count },
        activation: built.activation.map { _ in
          Activations.registry.write(layer.outputActivation)
        }, dropout: layer.element.dropout)
    }
  }

  var json: JSONValue {
    .object(
      (name.map { [("name", .text($0))] } ?? []) + [
        ("kind", .text(kind)),
        ("inputs", .integer(inputs.reduce(1, *))), ("input_shape", Self.list(inputs)),
        ("units", .integer(outputs.reduce(1, *))), ("output_shape", Self.list(outputs)),
        ("activation", activation ?? JSONValue(.null)),
        ("bias", .boolean(hasBias)),
        ("dropout", .number(dropout)), ("parameters", .integer(parameters)),
      ])
  }

  private static func list(_ extents: [Int]) -> JSONValue {
    .list(extents.map { .integer($0) })
  }
}
