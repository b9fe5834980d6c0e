package import Spec

/// An entry of `model.layers`: a dense layer as the configuration states it.
package struct LayerSection: Declared {
  package static let fields: [Field<LayerSection>] = [
    Field(
      "units", \.units, .integer(1...2_147_483_647),
      "the outputs; may be left out of the last layer"),
    Field(
      "activation", \.activation, .component(in: Activations.registry),
      "what is applied to the weighted sums"),
    Field("bias", \.bias, .boolean, "whether a bias is added"),
    Field(
      "initializer", \.initializer, .component(in: Initializers.registry),
      "how the initial weights are drawn; by default He uniform for the ReLU family, else Glorot"),
    Field(
      "dropout", \.dropout, .number(.zeroToOne),
      "the share of outputs that is dropped in training; not on the last layer"),
    Field("dropout_resample", \.dropoutResample, .choice, "when dropped outputs are drawn anew"),
  ]

  package var units: Int?
  package var activation: any Activation = Identity()
  package var bias = true
  package var initializer: (any Initializer)?
  package var dropout = 0.0
  package var dropoutResample = DropoutResample.step

  package init() {}
}
