/// What stands before the first and behind the last element of an axis over which windows move.
package enum Padding: String, Hashable, Sendable {
  /// Nothing: windows that are not complete are dropped.
  case valid
  /// d (k − 1) zeros for a kernel of k elements d apart, half of them, rounded down, before the first element
  /// and the rest behind the last one, whatever the stride.
  case same
}

/// The windows along one axis.
package struct WindowAxis: Hashable, Sendable {
  /// The elements of the axis.
  package let extent: Int
  /// The elements of a window.
  package let kernel: Int
  /// The elements from one window to the next.
  package let stride: Int
  /// The elements from one element of a window to the next.
  package let dilation: Int
  package let padding: Padding
  /// The zeros before the first element.
  package let before: Int
  /// The number of windows; 0 where the axis is too short for one.
  package let positions: Int

  package init(extent: Int, kernel: Int, stride: Int, dilation: Int, padding: Padding) {
    precondition(extent > 0 && kernel > 0 && stride > 0 && dilation > 0, "an axis has elements")
    self.extent = extent
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    before = padding == .same ? dilation * (kernel - 1) / 2 : 0
    positions = Self.positions(
      extent: extent, reach: dilation * (kernel - 1), stride: stride, padding)
  }

  /// How many more elements than its first one there must be for a window.
  package var reach: Int { padding == .same ? 0 : dilation * (kernel - 1) }

  /// The number of windows on the first `extent` elements of the axis, as if there were no others.
  package func positions(extent: Int) -> Int {
    Self.positions(extent: extent, reach: dilation * (kernel - 1), stride: stride, padding)
  }

  /// The smallest extent that has so many windows.
  func leastExtent(positions: Int) -> Int {
    (positions - 1) * stride + 1 + (padding == .same ? 0 : dilation * (kernel - 1))
  }

  private static func positions(extent: Int, reach: Int, stride: Int, _ padding: Padding) -> Int {
    let starts = padding == .same ? extent : extent - reach
    return starts > 0 ? (starts - 1) / stride + 1 : 0
  }

  /// The elements from the first zero before the axis to the end of the axis or of the last window.
  var paddedExtent: Int {
    max((positions - 1) * stride + dilation * (kernel - 1) + 1, before + extent)
  }

  /// The elements of a window's kernel that lie on the axis, the axis ending at `end`.
  @inline(__always)
  func present(at position: Int, end: Int) -> Range<Int> {
    let start = position &* stride &- before
    // Most windows are complete, and need no division.
    if start >= 0, start &+ dilation &* (kernel &- 1) < end { return 0..<kernel }
    let first = start < 0 ? (dilation &- 1 &- start) / dilation : 0
    let behind = end > start ? min(kernel, (end &- start &+ dilation &- 1) / dilation) : 0
    return first..<max(first, behind)
  }
}

/// The windows of a convolution or of pooling: over the height and width of an image, or along the steps of
/// a sequence, which is an image of height 1.
package struct WindowGeometry: Hashable, Sendable {
  package let height: WindowAxis
  package let width: WindowAxis

  /// - Parameters:
  ///   - input: the extents over which windows move: [height, width] or [steps].
  ///   - kernel: as many extents of a window; so are stride and dilation.
  package init(
    input: [Int], kernel: [Int], stride: [Int], dilation: [Int], padding: Padding
  ) {
    precondition(1...2 ~= input.count, "windows move along one axis or two")
    precondition([kernel, stride, dilation].allSatisfy { $0.count == input.count })
    let axes = input.indices.map { axis in
      WindowAxis(
        extent: input[axis], kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis],
        padding: padding)
    }
    width = axes[axes.count - 1]
    height =
      axes.count == 2
      ? axes[0] : WindowAxis(extent: 1, kernel: 1, stride: 1, dilation: 1, padding: padding)
  }

  /// The elements of a channel: pixels or steps.
  package var cells: Int { height.extent * width.extent }
  /// The number of windows.
  package var positions: Int { height.positions * width.positions }
  /// The elements of a window.
  package var kernelCells: Int { height.kernel * width.kernel }

  /// Whether a window reaches beyond the input.
  var isPadded: Bool {
    height.paddedExtent > height.extent || width.paddedExtent > width.extent
  }
}
