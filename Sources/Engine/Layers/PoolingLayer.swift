package import Spec

/// The greatest or the mean of each channel in windows of steps or pixels. Padding is never the maximum and
/// does not count in the mean.
package struct PoolingLayer: Layer {
  package static let name = "pooling"
  package static let meaning =
    "the maximum or the mean of each channel in windows of steps or pixels"

  package enum Method: String, CaseIterable, Sendable {
    case max
    case mean
  }

  /// What a window takes in.
  package enum Size: Sendable {
    /// All positions: what comes out has the shape [channels].
    case all
    case extents([Int])
  }

  package static let ownFields: [Field<PoolingLayer>] = [
    Field("method", \.method, .choice, "what is taken from a window: its maximum or its mean"),
    Field(
      "size", \.size,
      .word(
        "all", .all, or: .oneOrSeveral(.integer(1...LayerFields.mostKernel)),
        wrap: { .extents($0) },
        unwrap: { if case .extents(let extents) = $0 { extents } else { nil } }
      ),
      "the size of a window: a number, a list [height, width], or all for one window over all positions"
    ),
    LayerFields.windowStrideOrSize(\.stride),
    LayerFields.padding(\.padding),
  ]

  package var element = LayerElement()
  package var method = Method.max
  package var size = Size.extents([2])
  package var stride: [Int]?
  package var padding = Padding.valid

  package init() {}

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    let axes = input.extents.count - 1
    let channels = input.extents[axes]
    let windows: WindowGeometry
    switch size {
    case .all:
      try LayerFields.expectPositions(input)
      windows = try WindowGeometry(
        over: input, kernel: ("size", Array(input.extents.dropLast())), stride: [1], dilation: [1],
        .valid)
    case .extents(let extents):
      windows = try WindowGeometry(
        over: input, kernel: ("size", extents), stride: stride ?? extents, dilation: [1], padding)
    }
    let lengths = input.lengths.map { [$0] } ?? []
    let value =
      switch method {
      case .max:
        model.graph.apply(
          TakeAtMaximum(windows, channels: channels, lengths: input.lengths != nil),
          [input.value, input.value] + lengths)
      case .mean:
        model.graph.apply(
          WindowMean(windows, channels: channels, lengths: input.lengths != nil),
          [input.value] + lengths)
      }
    if case .all = size { return Features(value, [channels]) }
    return Features(
      value, windows.extents(axes) + [channels],
      lengths: windows.lengths(input.lengths, in: &model.graph))
  }
}
