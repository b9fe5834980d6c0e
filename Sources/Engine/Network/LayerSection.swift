package import Spec

/// An entry of `model.layers`: a dense layer as the configuration states it.
package struct LayerSection: Declared {
  package static let fields: [Field<LayerSection>] = [
    Field(
      "units", \.units, .integer(1...2_147_483_647),
      """
      the number of outputs, which the last layer alone may leave out: there it is by default one \
      per class with softmax, else 1 for two classes, one per class for more; in regression one \
      per target
      """),
    Field(
      "activation", \.activation, .component(in: Activations.registry),
      "what is applied to each weighted sum z of the layer's inputs"),
    Field("bias", \.bias, .boolean, "whether a bias is added to each weighted sum"),
    Field(
      "initializer", \.initializer, .component(in: Initializers.registry),
      """
      how the initial weights are drawn; by default he_uniform for relu and its family (leaky_relu, \
      elu, gelu, silu, mish, softplus), lecun_normal for selu, else glorot_uniform
      """),
    Field(
      "dropout", \.dropout, .number(.zeroToOne),
      """
      the share p of the outputs that is dropped in training, the others being divided by 1 − p; \
      not on the last layer
      """),
    Field(
      "dropout_resample", \.dropoutResample, .choice,
      """
      when dropped outputs are drawn anew: at each update for each row (step), or once an epoch, \
      for all rows alike (epoch)
      """),
  ]

  package var units: Int?
  package var activation: any Activation = Identity()
  package var bias = true
  package var initializer: (any Initializer)?
  package var dropout = 0.0
  package var dropoutResample = DropoutResample.step

  package init() {}
}
