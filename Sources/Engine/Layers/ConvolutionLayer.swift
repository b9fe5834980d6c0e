package import Spec

/// A convolution along steps or over height and width: activation(x ⋆ W + b), each filter at each position.
package struct ConvolutionLayer: WeightedLayer {
  package static let name = "convolution"
  package static let meaning =
    "filters that slide along steps ([steps, features]) or over an image ([height, width, channels]), depending "
    + "on the shape of what they read"
  package static let ownFields: [Field<ConvolutionLayer>] = [
    Field(
      "filters", \.filters, .integer(1...2_147_483_647),
      "the number of filters, and so of output channels", isRequired: true),
    Field(
      "kernel_size", \.kernelSize, .oneOrSeveral(.integer(1...LayerFields.mostKernel)),
      "the size of a filter: a number, or a list [height, width]", isRequired: true),
    LayerFields.windowStride(\.stride),
    LayerFields.padding(\.padding),
    Field(
      "dilation", \.dilation, .oneOrSeveral(.integer(1...LayerFields.mostKernel)),
      "the distance between neighbouring elements of a filter: a number, or a list [height, width]"),
    Field(
      "groups", \.groups, .integer(1...2_147_483_647),
      """
      how many groups channels and filters are divided into, each group of filters reading only its own \
      channels
      """),
    LayerFields.activation(\.activation),
    Field("bias", \.bias, .boolean, "whether a bias is added to each filter's sums"),
    LayerFields.initializer(\.initializer),
  ]

  package var element = LayerElement()
  package var filters = 1
  package var kernelSize = [1]
  package var stride = [1]
  package var padding = Padding.valid
  package var dilation = [1]
  package var groups = 1
  package var activation: any Activation = Identity()
  package var bias = true
  package var initializer: (any Initializer)?

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    let windows = try WindowGeometry(
      over: input, kernel: ("kernel_size", kernelSize), stride: stride, dilation: dilation, padding)
    let channels = input.extents[input.extents.count - 1]
    for (count, word) in [(channels, "channels"), (filters, "filters")] where count % groups != 0 {
      throw LayerFault(
        "\(count) \(word) cannot be divided into \(groups) groups of equal size", at: "groups")
    }
    let axes = input.extents.count - 1
    let kernel = LayerFields.repeated(kernelSize, axes)
    let weight = model.weight(
      "weight", shape: [filters, channels / groups] + kernel,
      drawnBy: weightInitializer,
      positions: kernel.reduce(1, *))
    let sums = model.graph.apply(
      Convolution(windows, channels: channels, filters: filters, groups: groups), input.value,
      weight)
    var z = model.graph.reshaped(sums, rows: windows.positions, columns: filters)
    if bias { z = model.graph.apply(Add(), z, model.bias("bias", count: filters)) }
    let y = model.activate(z, by: activation)
    return Features(
      model.graph.reshaped(y, rows: 1, columns: windows.positions * filters),
      windows.extents(axes) + [filters],
      lengths: windows.lengths(input.lengths, in: &model.graph))
  }
}
