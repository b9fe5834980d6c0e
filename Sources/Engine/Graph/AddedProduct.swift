/// A product added to a matrix in one pass, (a, b, d) ↦ d + a b, either factor transposed: sums begin at d.
/// `Graph.simplify` puts it in place of the two operations, where both have been differentiated.
package struct AddedProduct: Operation {
  package let product: MatrixProduct

  package var name: String { "added product" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 3, case let shape = try product.shape(of: Array(inputs[..<2])),
      inputs[2] == shape
    else {
      throw ShapeError(name, inputs, expected: "two factors, and a matrix like their product")
    }
    return shape
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    product.gradient(upstream, of: result, inputs: Array(inputs[..<2]), in: &graph) + [upstream]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region {
    operand == 2 ? .rows : product.region(of: input, of: result, operand: operand)
  }

  package func columnRegion(of input: Shape, of result: Shape, operand: Int) -> Region? {
    operand == 2 ? .columns : product.columnRegion(of: input, of: result, operand: operand)
  }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    product.work(result: result, inputs: inputs)
  }

  package func workspace(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    product.workspace(result: result, inputs: inputs)
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    inputs[2] + product.formula(Array(inputs[..<2]))
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    product.formula(row: row, column: column, of: inputs, batchRows: batchRows)
      .map { inputs[2][row, column] + $0 }
  }

  package var kernel32: Kernel<Float> { { call, _ in product.run(call, addedTo: call.pointee.c) } }
  package var kernel64: Kernel<Double> { { call, _ in product.run(call, addedTo: call.pointee.c) } }

  /// Simplified graphs reach this operation in the tests of plans.
  package static var examples: [Example] { [] }
}
