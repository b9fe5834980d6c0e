/// The same elements, row by row, as a matrix of another shape: [rows · k, c] ↦ [rows, k · c] or the like,
/// or a matrix of fixed size in another form. Where the input has no gaps, that moves nothing.
package struct Reshape: Operation {
  let shape: Shape

  package init(to shape: Shape) { self.shape = shape }

  package var name: String { "reshape" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard input.rows.isBatch == shape.rows.isBatch, input.count(batch: 1) == shape.count(batch: 1)
    else {
      throw ShapeError(name, inputs, expected: "a matrix with as many elements as \(shape)")
    }
    return shape
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool { input == shape }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.reshaped(graph.expanded(upstream, to: shape), to: graph.shape(inputs[0]))]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { inputs[0] }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    let place = row * shape.columns + column
    return inputs[0][place / inputs[0].columns, place % inputs[0].columns]
  }

  /// The rows of the same rows of the batch.
  package func region(of input: Shape, of result: Shape, operand: Int) -> Region {
    input.rows.isBatch ? .rows : .whole
  }

  package func view(of input: Shape, stride: Int) -> (offset: Int, stride: Int)? {
    stride == input.columns ? (0, shape.columns) : nil
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  /// Copies runs of elements that lie side by side in both matrices.
  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, output) = (call.pointee.a, call.pointee.output)
    // A tile of a matrix of fixed size is given the whole of the other.
    let isWhole = a.rows * a.columns > output.rows * output.columns
    let first = isWhole ? call.pointee.firstRow * output.columns : 0
    let count = output.rows * output.columns
    var index = 0
    while index < count {
      let (row, column) = (index / output.columns, index % output.columns)
      let (sourceRow, sourceColumn) = (first + index).quotientAndRemainder(dividingBy: a.columns)
      let length = min(output.columns - column, a.columns - sourceColumn)
      copyElements(
        from: UnsafePointer(a.pointer + sourceRow * a.stride + sourceColumn),
        to: output.pointer + row * output.stride + column, count: length)
      index += length
    }
  }

  package static var examples: [Example] {
    let (long, wide) = (Shape(.batch(times: 6), 2), Shape(.batch, 12))
    return [
      (long, wide), (wide, long), (wide, Shape(.batch(times: 3), 4)), (Shape(4, 6), Shape(8, 3)),
      (wide, wide),
    ].map { from, to in
      Example(
        Reshape(to: to), [.init(from)], refused: [[], [from, from], [Shape(.batch, 5)], [.scalar]])
    }
  }
}

extension Graph {
  /// The value in another shape of as many elements.
  package mutating func reshaped(_ value: Value, to shape: Shape) -> Value {
    self.shape(value) == shape ? value : apply(Reshape(to: shape), value)
  }
}
