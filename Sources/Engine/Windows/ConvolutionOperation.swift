/// A convolution or one of its two gradients, in the extents of `ConvolutionExtents`.
package protocol ConvolutionOperation: Operation {
  var extents: ConvolutionExtents { get }
  init(_ extents: ConvolutionExtents)
  /// The kernel in any precision.
  func run<S: Scalar>(_ call: UnsafePointer<Call<S>>)
}

extension ConvolutionOperation {
  package init(_ geometry: WindowGeometry, channels: Int, filters: Int, groups: Int = 1) {
    self.init(
      ConvolutionExtents(geometry, channels: channels, filters: filters, groups: groups))
  }

  /// The rows of the first operand, and all weights.
  package func region(of input: Shape, of result: Shape, operand: Int) -> Region {
    operand == 0 ? .rows : .whole
  }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    extents.work(images: inputs[0].rows)
  }

  /// The elements of a workspace for the sums of a panel that is not full.
  var edgeCount: Int {
    Layout.padded(max(WindowProduct<Float>.edgeCount, WindowProduct<Double>.edgeCount))
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }
}
