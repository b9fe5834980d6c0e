/// Two matrices side by side: [rows, m] and [rows, n] ↦ [rows, m + n].
package struct Concatenate: Operation {
  package let name = "concatenate"

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rows == inputs[1].rows else {
      throw ShapeError(name, inputs, expected: "two matrices with as many rows")
    }
    return Shape(inputs[0].rows, inputs[0].columns + inputs[1].columns)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    let columns = graph.shape(inputs[0]).columns
    return [
      graph.apply(Columns(0..<columns), g),
      graph.apply(Columns(columns..<graph.shape(result).columns), g),
    ]
  }

  package var kernel32: Kernel<Float> { { call, _ in Self.run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in Self.run(call) } }

  private static func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, b) = (call.pointee.a, call.pointee.b)
    forEachRow(call) { output, _, row in
      copyElements(
        from: UnsafePointer(a.pointer + row * a.stride), to: output, count: a.columns)
      copyElements(
        from: UnsafePointer(b.pointer + row * b.stride), to: output + a.columns, count: b.columns)
    }
  }

  package static var examples: [Example] {
    [
      Example(
        Concatenate(), [.init(Shape(.batch, 3)), .init(Shape(.batch, 10))],
        refused: [[Shape(.batch, 3)], [Shape(.batch, 3), Shape(1, 3)]]),
      Example(Concatenate(), [.init(Shape(4, 1)), .init(Shape(4, 2))]),
    ]
  }
}

extension Graph {
  /// Some matrices with as many rows, at least one, side by side. They are put together by halves, so
  /// that an element of many is not copied as often as there are matrices.
  mutating func concatenated(_ values: [Value]) -> Value {
    if values.count == 1 { return values[0] }
    let middle = values.count / 2
    let left = concatenated(Array(values[..<middle]))
    let right = concatenated(Array(values[middle...]))
    return apply(Concatenate(), left, right)
  }
}
