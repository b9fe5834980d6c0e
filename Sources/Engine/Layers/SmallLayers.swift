package import Spec
import System

/// Outputs that are dropped at random in training, and nothing else.
package struct DropoutLayer: Layer {
  package static let name = "dropout"
  package static let meaning =
    "passes on what it reads, dropping a random fraction of it in training"
  package static let ownFields: [Field<DropoutLayer>] = []

  package var element = LayerElement()

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    input
  }
}

/// An activation by itself.
package struct ActivationLayer: Layer {
  package static let name = "activation"
  package static let meaning = "applies an activation to each element that it reads"
  package static let ownFields: [Field<ActivationLayer>] = [
    LayerFields.activation(\.activation)
  ]

  package var element = LayerElement()
  package var activation: any Activation = Identity()
  package var outputActivation: any Activation { activation }

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    Features(
      model.activate(input.value, by: activation), input.extents, lengths: input.lengths)
  }
}

/// The same elements in another shape.
package struct ReshapeLayer: Layer {
  package static let name = "reshape"
  package static let meaning =
    "the same elements in another shape: [height, width, channels], [steps, features] or [n]"
  package static let ownFields: [Field<ReshapeLayer>] = [
    Field(
      "shape", \.shape, .list(.integer(1...2_147_483_647)),
      "the new shape, one to three numbers whose product is the number of elements of a row",
      isRequired: true)
  ]

  package var element = LayerElement()
  package var shape: [Int] = []

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    guard 1...3 ~= shape.count else {
      throw LayerFault("a shape has one to three numbers, not \(shape.count)", at: "shape")
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      count = overflow ? .max : product
    }
    guard count == input.count else {
      throw LayerFault(
        "\(Features.description(of: shape)) has \(count == .max ? "far more" : "\(count)") elements, but "
          + "the layer reads \(input.count), \(input.description)", at: "shape")
    }
    guard input.lengths == nil || shape.count == 2 && shape[0] == input.extents[0] else {
      throw LayerFault(
        "\(Features.description(of: shape)) does not keep the \(input.extents[0]) steps of "
          + "\(input.description), and some sequences have fewer: what comes after their last step "
          + "would count; expected [\(input.extents[0]), \(input.extents[1])], or a layer before it that "
          + "combines the steps, such as pooling with \("size".quoted): \("all".quoted)",
        at: "shape")
    }
    return Features(input.value, shape, lengths: input.lengths)
  }
}
