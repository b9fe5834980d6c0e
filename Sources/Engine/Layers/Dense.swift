package import Spec

/// activation(x Wᵀ + b), of all elements of a row.
package struct Dense: WeightedLayer {
  package static let name = "dense"
  package static let meaning = "f(x Wᵀ + b), where x is all elements of a row, whatever their shape"
  package static let ownFields: [Field<Dense>] = [
    LayerFields.outputUnits(\.units),
    LayerFields.activation(\.activation),
    Field("bias", \.bias, .boolean, "whether a bias is added to each weighted sum"),
    LayerFields.initializer(\.initializer),
  ]

  package var element = LayerElement()
  package var units: Int?
  package var activation: any Activation = Identity()
  package var bias = true
  package var initializer: (any Initializer)?

  package static let mayLeaveOutUnits = true

  package init() {}

  package init(
    units: Int, activation: any Activation, hasBias: Bool = true,
    initializer: (any Initializer)? = nil, dropout: Double = 0,
    resample: DropoutResample = .step
  ) {
    self.units = units
    self.activation = activation
    bias = hasBias
    self.initializer = initializer
    element.dropout = dropout
    element.dropoutResample = resample
  }

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    let units = units ?? 1
    let weight = model.weight(
      "weight", shape: [units, input.count],
      drawnBy: weightInitializer)
    var z = model.graph.apply(MatrixProduct(transposeB: true), input.value, weight)
    if bias { z = model.graph.apply(Add(), z, model.bias("bias", count: units)) }
    return Features(model.activate(z, by: activation), [units])
  }
}
