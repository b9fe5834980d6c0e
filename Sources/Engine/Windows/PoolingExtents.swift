/// The extents that operations of pooling share, and which cells their windows have.
///
/// Images are [batch, height · width · channels], the channels of a cell side by side; what is computed from
/// them [batch, positions · channels]. Where rows are sequences of different lengths, one more operand
/// [batch, 1] says how many of the steps (cells along the width) there are. What is behind them, and padding,
/// belongs to no window. A window without any cell gives 0.
package struct PoolingExtents: Hashable, Sendable {
  package let geometry: WindowGeometry
  package let channels: Int
  package let hasLengths: Bool

  /// The elements of an image.
  var imageCount: Int { geometry.cells * channels }
  /// The elements of what is computed from an image.
  var resultCount: Int { geometry.positions * channels }

  /// The rows of the operands, which must have so many columns, and one for lengths where there are any.
  func rows(
    of inputs: [Shape], columns: [Int], for operation: any Operation
  ) throws(ShapeError) -> Extent {
    let wanted = columns + (hasLengths ? [1] : [])
    guard geometry.positions > 0, inputs.map(\.columns) == wanted,
      inputs.allSatisfy({ $0.rows == inputs[0].rows })
    else {
      throw ShapeError(
        operation.name, inputs,
        expected: "as many rows of " + wanted.map(String.init).joined(separator: ", ")
          + " columns, and windows that fit")
    }
    return inputs[0].rows
  }

  /// The additions or comparisons for some images.
  func work(images: Int) -> Int { images * resultCount * geometry.kernelCells }

  /// The cells of a window: rows of cells, the first of which lies at `start` in the image.
  struct Window {
    /// Where its result lies.
    let result: Int
    let start: Int
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
  }

  /// The elements from one row of a window to the next, and from one cell to the next.
  var steps: (row: Int, cell: Int) {
    (
      geometry.height.dilation * geometry.width.extent * channels,
      geometry.width.dilation * channels
    )
  }

  /// Calls `body` for each window of an image.
  /// - Parameter length: how many cells along the width there are.
  @inline(__always)
  func forEachWindow(length: Int, _ body: (Window) -> Void) {
    let (height, width) = (geometry.height, geometry.width)
    var result = 0
    for y in 0..<height.positions {
      let rows = height.present(at: y, end: height.extent)
      let row = y &* height.stride &- height.before &+ rows.lowerBound &* height.dilation
      for x in 0..<width.positions {
        let columns = width.present(at: x, end: length)
        let column = x &* width.stride &- width.before &+ columns.lowerBound &* width.dilation
        body(
          Window(
            result: result, start: (row &* width.extent &+ column) &* channels, rows: rows.count,
            columns: columns.count))
        result &+= channels
      }
    }
  }

  /// The steps that there are in a row.
  /// - Parameter lengths: the operand of the lengths, if there is one.
  @inline(__always)
  func length<S: Scalar>(of row: Int, _ lengths: Operand<S>) -> Int {
    guard hasLengths else { return geometry.width.extent }
    return geometry.width.clamped(lengths.pointer[row &* lengths.stride])
  }

  /// Strides, dilations and paddings, over images and along steps, that the tests try.
  static let examples: [PoolingExtents] = [
    .init(
      geometry: WindowGeometry(
        input: [4, 5], kernel: [2, 2], stride: [2, 2], dilation: [1, 1], padding: .valid),
      channels: 3, hasLengths: false),
    .init(
      geometry: WindowGeometry(
        input: [3, 4], kernel: [3, 2], stride: [1, 2], dilation: [1, 2], padding: .same),
      channels: 10, hasLengths: false),
    .init(
      geometry: WindowGeometry(
        input: [5], kernel: [3], stride: [1], dilation: [1], padding: .same),
      channels: 9, hasLengths: true),
    .init(
      geometry: WindowGeometry(
        input: [4], kernel: [4], stride: [4], dilation: [1], padding: .valid),
      channels: 2, hasLengths: true),
    .init(
      geometry: WindowGeometry(
        input: [1], kernel: [2], stride: [1], dilation: [3], padding: .same),
      channels: 2, hasLengths: false),
  ]

  /// The operands of an example, and shapes to refuse.
  func example(_ operation: any Operation, columns: [Int]) -> Example {
    let operands = columns.map { Example.Operand(Shape(.batch, $0)) }
    let lengths = Example.Operand(
      Shape(.batch, 1), in: 0.6...Double(geometry.width.extent), isLabel: true)
    let shapes = operands.map(\.shape)
    return Example(
      operation, operands + (hasLengths ? [lengths] : []),
      refused: [
        [], shapes.map { Shape($0.rows, $0.columns + 1) }, shapes + [Shape(.batch, 2)],
      ])
  }
}

extension WindowAxis {
  /// A length that a row of a batch states, within the axis.
  @inline(__always)
  func clamped<S: Scalar>(_ length: S) -> Int {
    length > 0 ? Int(min(length, S(extent))) : 0
  }
}
