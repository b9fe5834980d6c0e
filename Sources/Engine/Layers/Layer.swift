package import Spec

/// A kind of layer, declared once: its fields, and how it is built of nodes. Everything else that knows
/// of layers (parameters, model files, estimates, drawings, logs) follows from what was built.
package protocol Layer: Component {
  /// The fields of the kind itself.
  static var ownFields: [Field<Self>] { get }
  /// What every element of `model.layers` states, whatever its kind.
  var element: LayerElement { get set }
  /// Adds the nodes of the layer and of its parameters.
  /// - Throws: where the layer cannot read values of that shape.
  func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features
  /// What is applied to the layer's weighted sums to give its outputs; `Identity` where there is no such.
  var outputActivation: any Activation { get }
  /// The number of outputs that the layer states, where it states one.
  var units: Int? { get set }
  /// Whether the last layer of a network may leave `units` out.
  static var mayLeaveOutUnits: Bool { get }
  /// Whether what becomes of a row in training depends on the rows beside it.
  static var couplesRows: Bool { get }
  /// Whether rows must be the nodes of a graph.
  static var readsNodes: Bool { get }
  /// The initializers of its weights, named where the configuration names none.
  mutating func nameInitializers()
}

extension Layer {
  package static var fields: [Field<Self>] {
    LayerElement.nameFields() + ownFields + LayerElement.otherFields()
  }

  package var outputActivation: any Activation { Identity() }

  package var units: Int? {
    get { nil }
    set {}
  }

  package static var mayLeaveOutUnits: Bool { false }
  package static var couplesRows: Bool { false }
  package static var readsNodes: Bool { false }

  package mutating func nameInitializers() {}
}

/// A layer of weights whose sums are activated.
package protocol WeightedLayer: Layer {
  var activation: any Activation { get }
  /// How the initial weights are drawn; nil for what suits the activation.
  var initializer: (any Initializer)? { get set }
}

extension WeightedLayer {
  package var outputActivation: any Activation { activation }

  /// How the initial weights are drawn.
  var weightInitializer: any Initializer {
    initializer ?? type(of: activation).defaultInitializer
  }

  package mutating func nameInitializers() { initializer = weightInitializer }
}

/// The known kinds of layers.
package enum Layers {
  /// By their names in the configuration.
  package static let registry = Registry<any Layer>(
    "layer", tag: "kind", alwaysWritesObject: true, standard: Dense.self,
    [
      Entry(Dense.self) { $0 },
      Entry(ConvolutionLayer.self) { $0 },
      Entry(PoolingLayer.self) { $0 },
      Entry(BatchNormalization.self) { $0 },
      Entry(LayerNormalization.self) { $0 },
      Entry(RecurrentLayer.self) { $0 },
      Entry(GRULayer.self) { $0 },
      Entry(LSTMLayer.self) { $0 },
      Entry(GraphConvolutionLayer.self) { $0 },
      Entry(DropoutLayer.self) { $0 },
      Entry(ActivationLayer.self) { $0 },
      Entry(ReshapeLayer.self) { $0 },
    ])
}

/// Why a layer cannot be built of what it reads.
package struct LayerFault: Error {
  /// The element of the list, from 0; set by the builder.
  package internal(set) var layer = 0
  /// The element's key that is to be changed; nil for the element as a whole.
  package let key: String?
  package let message: String

  package init(_ message: String, at key: String? = nil) {
    self.key = key
    self.message = message
  }

  /// The dotted path of the key, seen from the section `model`.
  package var path: String { "layers.\(layer)" + (key.map { "." + $0 } ?? "") }
}
