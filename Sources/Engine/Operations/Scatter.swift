/// Rows added up by number: (numbers, x) ↦ for each category the sum of the rows of x that its number
/// names, [rows, columns] and [rows, dimensions] ↦ [categories, dimensions]. The numbers are those of
/// `Gather`, whose gradient it is.
package struct Scatter: Operation {
  package var name: String { "scatter" }
  private let column: Int
  private let categories: Int

  /// - Parameter column: the column of the numbers.
  package init(column: Int, categories: Int) {
    self.column = column
    self.categories = categories
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rows.isBatch, inputs[0].rows == inputs[1].rows,
      column < inputs[0].columns
    else {
      throw ShapeError(
        name, inputs, expected: "rows of more than \(column) columns and a matrix over the batch")
    }
    return Shape(categories, inputs[1].columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [nil, graph.apply(Gather(column: column), inputs[0], g)]
  }

  /// Of the numbers' matrix it reads one column.
  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    inputs[1].rows * inputs[1].columns
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  /// Each tile looks through all rows, in their order, for those of its own categories.
  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (rows, x, output) = (call.pointee.a, call.pointee.b, call.pointee.output)
    let numbers = rows.pointer + column
    output.pointer.update(repeating: 0, count: output.rows * output.columns)
    for row in 0..<rows.rows {
      let category = Int(numbers[row * rows.stride]) - call.pointee.firstRow
      guard category >= 0, category < output.rows else { continue }
      let sum = output.pointer + category * output.stride
      let terms = UnsafePointer(x.pointer + row * x.stride)
      var index = 0
      while index < output.columns {
        let count = min(8, output.columns - index)
        let lanes = Lanes.load(UnsafePointer(sum + index), count: count)
        Lanes.store(lanes + Lanes.load(terms + index, count: count), sum + index, width: count)
        index += count
      }
    }
  }

  package static var examples: [Example] {
    [2, 11].map { dimensions in
      Example(
        Scatter(column: 1, categories: 4),
        [.init(Shape(.batch, 3), in: 0...3, isLabel: true), .init(Shape(.batch, dimensions))],
        refused: [
          [Shape(.batch, 3)], [Shape(.batch, 1), Shape(.batch, 2)],
          [Shape(.batch, 3), Shape(4, 2)],
        ])
    }
  }
}
