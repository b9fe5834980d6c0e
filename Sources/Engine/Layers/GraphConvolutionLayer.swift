package import Spec
import System

/// activation(Â X Wᵀ + b) (Kipf and Welling 2017): each node's inputs, mixed with those of its neighbours.
package struct GraphConvolutionLayer: WeightedLayer {
  package static let name = "graph_convolution"
  package static let meaning = "f(Â X Wᵀ + b) over the neighbours of each node of data.edges"
  package static let ownFields: [Field<GraphConvolutionLayer>] = [
    LayerFields.outputUnits(\.units),
    Field(
      "normalization", \.normalization, .choice,
      """
      how a node is averaged with its neighbours, A being the adjacency matrix and D the row sums of A + I: \
      Â = D^−½ (A + I) D^−½ (symmetric), D⁻¹ (A + I) (mean) or A + I (sum)
      """),
    LayerFields.activation(\.activation),
    Field("bias", \.bias, .boolean, "whether a bias is added to each sum"),
    LayerFields.initializer(\.initializer),
  ]

  package var element = LayerElement()
  package var units: Int?
  package var normalization = NodeGraph.Normalization.symmetric
  package var activation: any Activation = Identity()
  package var bias = true
  package var initializer: (any Initializer)?
  package static let mayLeaveOutUnits = true
  package static let readsNodes = true
  /// What to say where there is no graph.
  package static let noNodes =
    "the rows are not nodes of a graph, expected \("edges".quoted) in data"

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    guard let nodes = model.nodes else {
      throw LayerFault(Self.noNodes)
    }
    let units = units ?? 1
    let weight = model.weight(
      "weight", shape: [units, input.count],
      drawnBy: weightInitializer)
    let mix = SparseProduct(nodes.matrix(normalization))
    // The narrower of both values is mixed.
    var z = input.value
    if units <= input.count {
      z = model.graph.apply(MatrixProduct(transposeB: true), z, weight)
      z = model.graph.apply(mix, z)
    } else {
      z = model.graph.apply(mix, z)
      z = model.graph.apply(MatrixProduct(transposeB: true), z, weight)
    }
    if bias { z = model.graph.apply(Add(), z, model.bias("bias", count: units)) }
    return Features(model.activate(z, by: activation), [units])
  }
}
