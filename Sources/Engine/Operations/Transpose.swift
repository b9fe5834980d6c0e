/// Aᵀ of a matrix of fixed size: [rows, columns] ↦ [columns, rows]. It is worth its own pass where several products
/// need it.
package struct Transpose: Operation {
  package var name: String { "transpose" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard case .fixed(let rows) = input.rows else {
      throw ShapeError(name, inputs, expected: "a matrix of fixed size")
    }
    return Shape(input.columns, rows)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(Transpose(), graph.expanded(upstream, to: graph.shape(result)))]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .columns }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { inputs[0].followed(by: "ᵀ") }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    inputs[0][column, row]
  }

  package var kernel32: Kernel<Float> { { call, _ in Self.run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in Self.run(call) } }

  /// As many columns as a register holds at a time, some rows of them; the rest element by element.
  private static func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, output) = (call.pointee.a, call.pointee.output)
    let (width, steps) = (S.Register.scalarCount, S.transposedSteps)
    let whole = (rows: output.rows / steps * steps, columns: output.columns / width * width)
    for column in stride(from: 0, to: whole.columns, by: width) {
      for row in stride(from: 0, to: whole.rows, by: steps) {
        S.transpose(
          UnsafePointer(a.pointer) + (column * a.stride + row), stride: a.stride, rows: width,
          into: output.pointer + (row * output.stride + column), stride: output.stride)
      }
    }
    for row in 0..<output.rows {
      for column in (row < whole.rows ? whole.columns : 0)..<output.columns {
        output.pointer[row * output.stride + column] = a.pointer[column * a.stride + row]
      }
    }
  }

  package static var examples: [Example] {
    [(3, 5), (16, 8), (37, 21)].map { rows, columns in
      Example(Transpose(), [.init(Shape(rows, columns))], refused: [[Shape(.batch, 3)]])
    }
  }
}
