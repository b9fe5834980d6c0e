/// Vectors looked up by number: (numbers, table) ↦ the rows of the table that the numbers name,
/// [rows, columns] and [categories, dimensions] ↦ [rows, dimensions], where the rows are those of the batch
/// or some for each. The numbers stand in one column of
/// the first matrix, are whole and from 0 up to the number of categories, and have no gradient.
package struct Gather: Operation {
  package var name: String { "gather" }
  package let column: Int

  /// - Parameter column: the column of the numbers.
  package init(column: Int) { self.column = column }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rows.isBatch, column < inputs[0].columns,
      case .fixed = inputs[1].rows
    else {
      throw ShapeError(
        name, inputs, expected: "rows of more than \(column) columns and a table of fixed size")
    }
    return Shape(inputs[0].rows, inputs[1].columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    let categories = graph.shape(inputs[1]).rowCount(batch: 0)
    return [nil, graph.apply(Scatter(column: column, categories: categories), inputs[0], g)]
  }

  /// Of the table it touches no more than it gives.
  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    result.rows * result.columns
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(name: "\(inputs[1])[column \(column + 1) of \(inputs[0])]")
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (rows, table) = (call.pointee.a, call.pointee.b)
    let numbers = rows.pointer + column
    forEachRow(call) { output, columns, row in
      let number = Int(numbers[row * rows.stride])
      copyElements(
        from: UnsafePointer(table.pointer + number * table.stride), to: output, count: columns)
    }
  }

  package static var examples: [Example] {
    [2, 11].map { dimensions in
      Example(
        Gather(column: 1),
        [.init(Shape(.batch, 3), in: 0...3, isLabel: true), .init(Shape(4, dimensions))],
        refused: [
          [Shape(.batch, 3)], [Shape(.batch, 1), Shape(4, 2)], [Shape(3, 3), Shape(4, 2)],
          [Shape(.batch, 3), Shape(.batch, 2)],
        ])
    }
  }
}
