/// Some matrices side by side: [rows, m], [rows, n], … ↦ [rows, m + n + …].
package struct Concatenate: Operation {
  package var name: String { "concatenate" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard let first = inputs.first, inputs.allSatisfy({ $0.rows == first.rows }) else {
      throw ShapeError(name, inputs, expected: "matrices with as many rows")
    }
    return Shape(first.rows, inputs.reduce(0) { $0 + $1.columns })
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    var end = 0
    return inputs.map { input in
      let columns = end..<end + graph.shape(input).columns
      end = columns.upperBound
      return graph.apply(Columns(columns), g)
    }
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    var start = 0
    for number in 0..<call.pointee.inputCount {
      let input = call.pointee.input(number)
      forEachRow(call) { output, _, row in
        copyElements(
          from: UnsafePointer(input.pointer + row * input.stride), to: output + start,
          count: input.columns)
      }
      start += input.columns
    }
  }

  package static var examples: [Example] {
    [
      Example(
        Concatenate(), [.init(Shape(.batch, 3)), .init(Shape(.batch, 10))],
        refused: [[], [Shape(.batch, 3), Shape(1, 3)]]),
      Example(Concatenate(), [.init(Shape(4, 1)), .init(Shape(4, 2))]),
      Example(Concatenate(), [.init(Shape(.batch(times: 2), 3))]),
      Example(Concatenate(), [3, 1, 4, 1, 5].map { .init(Shape(.batch, $0)) }),
    ]
  }
}

extension Graph {
  /// Some matrices with as many rows, at least one, side by side.
  mutating func concatenated(_ values: [Value]) -> Value {
    values.count == 1 ? values[0] : apply(Concatenate(), values)
  }
}
