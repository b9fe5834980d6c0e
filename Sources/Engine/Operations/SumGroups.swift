/// Rows added up in groups of some that lie below one another: [rows · k, columns] ↦ [rows, columns]. Each
/// row of the batch adds up its own, on the tile on which they were computed.
package struct SumGroups: Operation {
  package let length: Int

  /// - Parameter length: the rows of a group.
  package init(of length: Int) { self.length = length }

  package var name: String { "sum_groups" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard let times = input.rows.rowsPerBatchRow, times % length == 0 else {
      throw ShapeError(
        name, inputs, expected: "groups of \(length) rows for each row of the batch")
    }
    return Shape(.batch(times: times / length), input.columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    // A single row stands for all rows of the input, too.
    let isRepeated = graph.shape(upstream).rows == .fixed(1)
    return [isRepeated ? upstream : graph.apply(RepeatRows(times: length), upstream)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(function: "Σ \(length) rows ", of: inputs)
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    FormulaOperand.sum(of: (0..<length).map { inputs[0][row * length + $0, column] })
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    var group = call.pointee.a
    group.rows = length
    forEachRow(call) { output, _, _ in
      sumRows(group, into: output)
      group.pointer += length * group.stride
    }
  }

  package static var examples: [Example] {
    [
      Example(
        SumGroups(of: 3), [.init(Shape(.batch(times: 3), 11))],
        refused: [[], [Shape(3, 2)], [Shape(.batch, 2)]]),
      Example(SumGroups(of: 2), [.init(Shape(.batch(times: 6), 1))]),
    ]
  }
}

/// Each row some times, below one another: [rows, columns] ↦ [rows · k, columns].
package struct RepeatRows: Operation {
  package let times: Int

  package init(times: Int) { self.times = times }

  package var name: String { "repeat_rows" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard let rows = input.rows.rowsPerBatchRow else {
      throw ShapeError(name, inputs, expected: "a matrix over the batch")
    }
    return Shape(.batch(times: rows * times), input.columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(
      upstream, to: Shape(graph.shape(result).rows, graph.shape(upstream).columns))
    return [graph.apply(SumGroups(of: times), g)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { inputs[0] }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    inputs[0][row / times, column]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let a = call.pointee.a
    forEachRow(call) { output, columns, row in
      copyElements(
        from: UnsafePointer(a.pointer + row / times * a.stride), to: output, count: columns)
    }
  }

  package static var examples: [Example] {
    [
      Example(RepeatRows(times: 3), [.init(Shape(.batch, 5))], refused: [[], [Shape(3, 2)]]),
      Example(RepeatRows(times: 2), [.init(Shape(.batch(times: 3), 1))]),
    ]
  }
}
