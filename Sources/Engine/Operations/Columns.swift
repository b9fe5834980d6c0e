/// Some columns of a matrix, those next to each other in a range: [rows, columns] ↦ [rows, range].
package struct Columns: Operation {
  package let name = "columns"
  private let range: Range<Int>

  package init(_ range: Range<Int>) { self.range = range }

  package var attributes: Attributes {
    Attributes(integers: SIMD4(range.lowerBound, range.upperBound, 0, 0))
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try onlyShape(of: inputs, for: self)
    guard range.upperBound <= input.columns else {
      throw ShapeError(name, inputs, expected: "at least \(range.upperBound) columns")
    }
    return Shape(input.rows, range.count)
  }

  /// The upstream gradient with zeros on both sides.
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let input = graph.shape(inputs[0])
    var parts: [Value] = []
    for columns in [range.lowerBound, range.count, input.columns - range.upperBound] {
      let part = parts.count == 1 ? upstream : graph.constant(0)
      parts.append(graph.expanded(part, to: Shape(input.rows, columns)))
    }
    return [graph.concatenated(parts.filter { graph.shape($0).columns > 0 })]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(name: "columns \(range.lowerBound + 1) to \(range.upperBound) of \(inputs[0])")
  }

  package var kernel32: Kernel<Float> { { call, _ in Self.run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in Self.run(call) } }

  private static func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let a = call.pointee.a
    let first = UnsafePointer(a.pointer + call.pointee.attributes.integers[0])
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
