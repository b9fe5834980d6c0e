/// An operation of pooling: each row of a batch by itself, in the extents of `PoolingExtents`.
package protocol PoolingOperation: Operation {
  var extents: PoolingExtents { get }
  init(_ extents: PoolingExtents)
  /// The columns of the operands, lengths left out, and of the result.
  var columns: (operands: [Int], result: Int) { get }
  /// The kernel in any precision.
  func run<S: Scalar>(_ call: UnsafePointer<Call<S>>)
}

extension PoolingOperation {
  /// - Parameter lengths: whether one more operand says how many steps each row has.
  package init(_ geometry: WindowGeometry, channels: Int, lengths: Bool = false) {
    self.init(PoolingExtents(geometry: geometry, channels: channels, hasLengths: lengths))
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    Shape(try extents.rows(of: inputs, columns: columns.operands, for: self), columns.result)
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    extents.work(images: result.rows)
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  package static var examples: [Example] {
    PoolingExtents.examples.map { extents in
      let operation = Self(extents)
      return extents.example(operation, columns: operation.columns.operands)
    }
  }
}
