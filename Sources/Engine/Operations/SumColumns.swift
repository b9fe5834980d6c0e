/// The sum over columns: [rows, columns] ↦ [rows, 1].
package struct SumColumns: Operation {
  package var name: String { "sum_columns" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    return Shape(input.rows, 1)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [upstream]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(function: "Σ columns ", of: inputs)
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    FormulaOperand.sum(of: (0..<inputs[0].columns).map { inputs[0][row, $0] })
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, output) = (call.pointee.a, call.pointee.output)
    for row in 0..<output.rows {
      output.pointer[row * output.stride] = sum(
        UnsafePointer(a.pointer + row * a.stride), count: a.columns)
    }
  }

  package static var examples: [Example] {
    [
      Example(SumColumns(), [.init(Shape(.batch, 11))], refused: [[], [.scalar, .scalar]]),
      Example(SumColumns(), [.init(Shape(4, 3))]),
    ]
  }
}
