/// How many windows a sequence of a length has: lengths ↦ counts, [rows, 1] ↦ [rows, 1]; as many as if a row's
/// sequence ended at its length. Without a gradient.
package struct WindowCount: Operation {
  package let axis: WindowAxis

  /// - Parameter axis: the windows along the steps.
  package init(_ axis: WindowAxis) { self.axis = axis }

  package var name: String { "window_count" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].columns == 1 else {
      throw ShapeError(name, inputs, expected: "one column of lengths")
    }
    return inputs[0]
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [nil]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let lengths = call.pointee.a
    forEachRow(call) { output, _, row in
      let length = axis.clamped(lengths.pointer[row * lengths.stride])
      output.pointee = S(axis.positions(extent: length))
    }
  }

  package static var examples: [Example] {
    [Padding.valid, .same].map { padding in
      let axis = WindowAxis(extent: 9, kernel: 3, stride: 2, dilation: 2, padding: padding)
      return Example(
        WindowCount(axis), [.init(Shape(.batch, 1), in: 0...9, isLabel: true)],
        refused: [[Shape(.batch, 2)], []])
    }
  }
}
