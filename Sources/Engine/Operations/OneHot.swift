/// Class numbers as rows of a unit matrix: [rows, 1] ↦ [rows, classes]. It has no gradient.
package struct OneHot: Operation {
  package var name: String { "one_hot" }
  let classes: Int

  package init(classes: Int) { self.classes = classes }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].columns == 1 else {
      throw ShapeError(name, inputs, expected: "one column of class numbers")
    }
    return Shape(inputs[0].rows, classes)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [nil]
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (labels, output) = (call.pointee.a, call.pointee.output)
    for row in 0..<output.rows {
      let start = output.pointer + row * output.stride
      start.update(repeating: 0, count: output.columns)
      start[Int(labels.pointer[row * labels.stride])] = 1
    }
  }

  package static var examples: [Example] {
    [
      Example(
        OneHot(classes: 4), [.init(Shape(.batch, 1), in: 0...3, isLabel: true)],
        refused: [[Shape(.batch, 2)]])
    ]
  }
}
