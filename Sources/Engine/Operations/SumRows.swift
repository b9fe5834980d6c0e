/// The sum over rows: [rows, columns] ↦ [1, columns].
package struct SumRows: Operation {
  package var name: String { "sum_rows" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    return Shape(1, input.columns)
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool { input.rows == .batch }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [upstream]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(function: "Σ rows ", of: inputs)
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    FormulaOperand.sum(of: (0..<inputs[0].rows).map { inputs[0][$0, column] })
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    sumRows(call.pointee.a, into: call.pointee.output.pointer)
  }

  package static var examples: [Example] {
    [
      Example(SumRows(), [.init(Shape(.batch, 5))], refused: [[], [.scalar, .scalar]]),
      Example(SumRows(), [.init(Shape(.batch, 11))]),
      Example(SumRows(), [.init(Shape(.batch, 1))]),
      Example(SumRows(), [.init(Shape(.batch(times: 3), 2))]),
    ]
  }
}

/// The sums of a matrix's columns, in an order that depends only on its rows and columns.
@inline(__always)
func sumRows<S: Scalar>(_ a: Operand<S>, into output: UnsafeMutablePointer<S>) {
  if a.columns == 1 {
    output[0] = sum(UnsafePointer(a.pointer), count: a.rows, step: a.stride)
    return
  }
  var column = 0
  while column + 8 <= a.columns {
    var lanes = SIMD8<S>()
    for row in 0..<a.rows {
      lanes += Lanes.load(UnsafePointer(a.pointer + row * a.stride + column))
    }
    Lanes.store(lanes, output + column)
    column += 8
  }
  while column < a.columns {
    var total: S = 0
    for row in 0..<a.rows { total += a.pointer[row * a.stride + column] }
    output[column] = total
    column += 1
  }
}
