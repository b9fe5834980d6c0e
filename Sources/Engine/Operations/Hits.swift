/// Whether each row is classified rightly: (decision values, class numbers) ↦ 1 or 0, [rows, 1].
/// With one column, class 1 is chosen at values of at least the threshold; with several, the first
/// greatest. It has no gradient.
package struct Hits: Operation {
  package var name: String { "hits" }
  private let threshold: Double

  package init(threshold: Double) { self.threshold = threshold }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try labelledShape(of: inputs, for: self)
    return Shape(inputs[0].rows, 1)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [nil, nil]
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (decisions, labels, output) = (call.pointee.a, call.pointee.b, call.pointee.output)
    @inline(__always)
    func judge(_ row: Int, _ chosen: Int) {
      let label = labels.pointer[row * labels.stride].index
      output.pointer[row * output.stride] = chosen == label ? 1 : 0
    }
    if decisions.columns > 1 { return forEachGreatest(of: decisions, judge) }
    let threshold = S(threshold)
    for row in 0..<output.rows {
      let value = decisions.pointer + row * decisions.stride
      judge(row, Self.chosenClass(value, count: 1, threshold: threshold))
    }
  }

  /// The class that a row's decision values choose: with one, class 1 from the threshold on; with several the first
  /// greatest.
  package static func chosenClass<S: Scalar>(
    _ values: UnsafePointer<S>, count: Int, threshold: S
  ) -> Int {
    guard count > 1 else { return values[0] >= threshold ? 1 : 0 }
    return indexOfGreatest(values, count: count)
  }

  package static var examples: [Example] {
    [1, 4].map { columns in
      Example(
        Hits(threshold: 0),
        [
          .init(Shape(.batch, columns), kinks: [0]),
          .init(Shape(.batch, 1), in: 0...1, isLabel: true),
        ],
        refused: [[Shape(.batch, 5), Shape(.batch, 5)]])
    }
  }
}
