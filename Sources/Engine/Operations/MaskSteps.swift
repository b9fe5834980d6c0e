/// Sequences with 0 behind their length: (x, lengths) ↦ x up to the step that a row's length names, 0 from it on,
/// [rows, steps · features] and [rows, 1] ↦ [rows, steps · features]. Its own gradient; lengths have none.
package struct MaskSteps: Operation {
  package let steps: Int

  package init(steps: Int) {
    precondition(steps > 0, "a sequence has steps")
    self.steps = steps
  }

  package var name: String { "mask_steps" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].columns % steps == 0, inputs[1].columns == 1,
      inputs[0].rows == inputs[1].rows
    else {
      throw ShapeError(
        name, inputs, expected: "rows of \(steps) steps and one column of as many lengths")
    }
    return inputs[0]
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(self, g, inputs[1]), nil]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (x, lengths) = (call.pointee.a, call.pointee.b)
    forEachRow(call) { output, columns, row in
      let length = lengths.pointer[row * lengths.stride]
      let kept = length > 0 ? Int(min(length, S(steps))) * (columns / steps) : 0
      copyElements(from: UnsafePointer(x.pointer + row * x.stride), to: output, count: kept)
      (output + kept).update(repeating: 0, count: columns - kept)
    }
  }

  package static var examples: [Example] {
    let lengths = Example.Operand(Shape(.batch, 1), in: 0...5, isLabel: true)
    return [1, 3].map { features in
      Example(
        MaskSteps(steps: 5), [.init(Shape(.batch, 5 * features)), lengths],
        refused: [
          [Shape(.batch, 5)], [Shape(.batch, 6), Shape(.batch, 1)],
          [Shape(.batch, 5), Shape(.batch, 2)],
        ])
    }
  }
}
