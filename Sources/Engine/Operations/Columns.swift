/// Some columns of a matrix, those next to each other in a range: [rows, columns] ↦ [rows, range].
package struct Columns: Operation {
  package var name: String { "columns" }
  package let range: Range<Int>

  package init(_ range: Range<Int>) { self.range = range }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard range.upperBound <= input.columns else {
      throw ShapeError(name, inputs, expected: "at least \(range.upperBound) columns")
    }
    return Shape(input.rows, range.count)
  }

  /// The upstream gradient with zeros on both sides. Where several ranges of a matrix are read, reverse
  /// accumulation puts their gradients side by side at once.
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.joined([(range, upstream)], to: graph.shape(inputs[0]))]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(name: "columns \(range.lowerBound + 1) to \(range.upperBound) of \(inputs[0])")
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    inputs[0][row, range.lowerBound + column]
  }

  package func view(of input: Shape, stride: Int) -> (offset: Int, stride: Int)? {
    (range.lowerBound, stride)
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let a = call.pointee.a
    let first = UnsafePointer(a.pointer + range.lowerBound)
    forEachRow(call) { output, columns, row in
      copyElements(from: first + row * a.stride, to: output, count: columns)
    }
  }

  package static var examples: [Example] {
    [0..<2, 1..<4, 2..<5, 0..<5].map { range in
      Example(
        Columns(range), [.init(Shape(.batch, 5))],
        refused: [[], [Shape(.batch, range.upperBound - 1)]])
    }
  }
}
