internal import Spec
internal import System

/// Fields that several kinds of layers have.
enum LayerFields {
  /// The largest extent of a window: larger ones would only reach over zeros.
  static let mostKernel = 32_767

  static func activation<L: Layer>(
    _ property: any WritableKeyPath<L, any Activation> & Sendable
  ) -> Field<L> {
    Field(
      "activation", property, .component(in: Activations.registry),
      "the function applied to each weighted sum z of the layer's inputs")
  }

  static func initializer<L: Layer>(
    _ property: any WritableKeyPath<L, (any Initializer)?> & Sendable
  ) -> Field<L> {
    Field(
      "initializer", property, .component(in: Initializers.registry),
      """
      how the initial weights are drawn; by default he_uniform for relu and its family (leaky_relu, \
      elu, gelu, silu, mish, softplus), lecun_normal for selu, else glorot_uniform
      """)
  }

  static func units<L: Layer>(
    _ property: any WritableKeyPath<L, Int?> & Sendable, _ meaning: String
  ) -> Field<L> {
    Field("units", property, .integer(1...2_147_483_647), meaning)
  }

  /// The units of a layer that the last one alone may leave out.
  static func outputUnits<L: Layer>(
    _ property: any WritableKeyPath<L, Int?> & Sendable
  ) -> Field<L> {
    units(
      property,
      """
      the number of outputs; only the last layer may leave it out: there it is by default one \
      per class with softmax, else 1 for two classes and one per class for more, in regression one \
      per target
      """)
  }

  static func windowStride<L: Layer>(
    _ property: any WritableKeyPath<L, [Int]> & Sendable
  ) -> Field<L> {
    Field(
      "stride", property, .oneOrSeveral(.integer(1...mostKernel)),
      "the distance from one window to the next: a number, or a list [height, width]")
  }

  /// A stride that is that of the windows' size where it is left out.
  static func windowStrideOrSize<L: Layer>(
    _ property: any WritableKeyPath<L, [Int]?> & Sendable
  ) -> Field<L> {
    Field(
      "stride", property, .oneOrSeveral(.integer(1...mostKernel)),
      """
      the distance from one window to the next: a number, or a list [height, width]; by default the size
      """)
  }

  static func padding<L: Layer>(
    _ property: any WritableKeyPath<L, Padding> & Sendable
  ) -> Field<L> {
    Field(
      "padding", property, .choice,
      """
      whether incomplete windows are dropped (valid), or d (k − 1) zeros are added around the edges, \
      half of them (rounded down) in front, so that n positions with stride s give ⌈n / s⌉ (same)
      """)
  }

  /// As many extents as there are axes.
  static func repeated(_ extents: [Int], _ axes: Int) -> [Int] {
    extents.count == 1 ? Array(repeating: extents[0], count: axes) : extents
  }

  /// Refuses what has no positions, such as [64].
  /// - Parameter areSteps: whether an image's are refused, too.
  static func expectPositions(_ input: Features, areSteps: Bool = false) throws(LayerFault) {
    guard input.extents.count < 2 || areSteps && input.extents.count > 2 else { return }
    throw LayerFault(
      "the layer reads \(input.description), expected [steps, features]"
        + (areSteps ? "" : " or [height, width, channels]") + ": "
        + "\("shape".quoted) in data gives inputs this shape, a layer of kind \("reshape".quoted) other values"
    )
  }
}

extension Padding: CaseIterable {
  package static let allCases: [Padding] = [.valid, .same]
}

extension WindowGeometry {
  /// The windows over what a layer reads.
  /// - Parameter kernel: the extents of a window and their key.
  /// - Throws: where the extents do not go with what is read, or no window fits.
  init(
    over input: Features, kernel: (key: String, extents: [Int]), stride: [Int], dilation: [Int],
    _ padding: Padding
  ) throws(LayerFault) {
    try LayerFields.expectPositions(input)
    let positions = Array(input.extents.dropLast())
    for (key, extents) in [
      (kernel.key, kernel.extents), ("stride", stride), ("dilation", dilation),
    ]
    where extents.count != 1 && extents.count != positions.count {
      let expected =
        positions.count == 1
        ? "a number: there is one axis, of steps" : "one for height and one for width"
      throw LayerFault(
        "\(key.quoted) has \(extents.count) sizes where the layer reads \(input.description), "
          + "expected \(expected)", at: key)
    }
    self.init(
      input: positions, kernel: LayerFields.repeated(kernel.extents, positions.count),
      stride: LayerFields.repeated(stride, positions.count),
      dilation: LayerFields.repeated(dilation, positions.count), padding: padding)
    guard self.positions > 0 else {
      throw LayerFault(
        "no window of \(LayerFields.repeated(kernel.extents, positions.count)) fits into "
          + "\(input.description), expected at most \(positions) or \("padding".quoted): "
          + "\("same".quoted)", at: kernel.key)
    }
  }

  /// The positions along each axis.
  func extents(_ axes: Int) -> [Int] {
    axes == 1 ? [width.positions] : [height.positions, width.positions]
  }

  /// The number of windows on as many steps, [rows, 1].
  func lengths(_ lengths: Value?, in graph: inout Graph) -> Value? {
    // With a window at each step there are as many.
    if width.stride == 1, width.padding == .same || width.kernel == 1 { return lengths }
    return lengths.map { graph.apply(WindowCount(width), $0) }
  }
}
