/// The cross-entropy of a softmax: (logits z, class numbers y) ↦ ln Σ e^z − z_y, [rows, 1].
package struct SoftmaxCrossEntropy: Operation {
  package var name: String { "softmax_cross_entropy" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try labelledShape(of: inputs, for: self)
    return Shape(inputs[0].rows, 1)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(SoftmaxCrossEntropyGradient(), inputs[0], inputs[1], upstream), nil]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(
      function: "ln", of: [FormulaText(function: "Σ exp", of: [inputs[0]])])
      - FormulaText(name: "\(inputs[0])[\(inputs[1])]")
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (logits, labels, output) = (call.pointee.a, call.pointee.b, call.pointee.output)
    for row in 0..<output.rows {
      let z = UnsafePointer(logits.pointer + row * logits.stride)
      let greatest = indexOfGreatest(z, count: logits.columns)
      // Beside the 1 of the greatest the others would lose the digits that are asked for.
      let others = exponentials(of: z, count: logits.columns, into: nil, without: greatest)
      let label = Int(labels.pointer[row * labels.stride])
      output.pointer[row * output.stride] =
        logarithmOfOnePlus(others) + (z[greatest] - z[label])
    }
  }

  package static var examples: [Example] {
    [5, 11].map { classes in
      Example(
        SoftmaxCrossEntropy(),
        [.init(Shape(.batch, classes)), .init(Shape(.batch, 1), in: 0...4, isLabel: true)],
        refused: [[Shape(.batch, 5)], [Shape(.batch, 5), Shape(.batch, 5)]])
    }
  }
}

/// (logits z, class numbers y, gradient g) ↦ g (softmax z − one-hot y).
package struct SoftmaxCrossEntropyGradient: Operation {
  package var name: String { "softmax_cross_entropy′" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 3, inputs[2].broadcasts(to: Shape(inputs[0].rows, 1)) else {
      throw ShapeError(name, inputs, expected: "logits, class numbers and a column of gradients")
    }
    try labelledShape(of: Array(inputs[..<2]), for: self)
    return inputs[0]
  }

  /// Written out as g (softmax z − one-hot y) and differentiated.
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let softmax = graph.apply(SoftmaxRows(), inputs[0])
    let target = graph.apply(OneHot(classes: graph.shape(inputs[0]).columns), inputs[1])
    let difference = graph.apply(Subtract(), softmax, target)
    let scaled = graph.apply(Multiply(), difference, inputs[2])
    let gradients = graph.pullback(
      of: scaled, seed: upstream, to: [inputs[0], inputs[2]], from: result.index + 1)
    return [gradients[0], nil, gradients[1]]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    inputs[2]
      * (FormulaText(function: "softmax", of: [inputs[0]])
        - FormulaText(function: "one_hot", of: [inputs[1]]))
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (logits, labels, g) = (call.pointee.a, call.pointee.b, call.pointee.c)
    forEachRow(call) { output, columns, row in
      let z = UnsafePointer(logits.pointer + row * logits.stride)
      let greatest = indexOfGreatest(z, count: columns)
      let others = exponentials(of: z, count: columns, into: output, without: greatest)
      let total = 1 + others
      let scale = g.pointer[g.rows == 1 ? 0 : row * g.stride]
      let label = Int(labels.pointer[row * labels.stride])
      // Of the label p − 1; where p is near 1, without the loss of its digits.
      let ofLabel = label == greatest ? -others / total : output[label] / total - 1
      forEachVector(columns) { column, width in
        let p = Lanes.load(UnsafePointer(output + column), width: width) / total
        let difference = S.whereEqual(
          SIMD8(0, 1, 2, 3, 4, 5, 6, 7), SIMD8(repeating: S(label &- column)),
          then: SIMD8(repeating: ofLabel), otherwise: p)
        Lanes.store(scale * difference, output + column, width: width)
      }
    }
  }

  /// The examples of the loss reach this operation through its gradient.
  package static var examples: [Example] { [] }
}

/// Refuses anything but a matrix and a column of class numbers for its rows.
func labelledShape(of inputs: [Shape], for operation: any Operation) throws(ShapeError) {
  guard inputs.count == 2, inputs[1] == Shape(inputs[0].rows, 1) else {
    throw ShapeError(operation.name, inputs, expected: "a matrix and a column of class numbers")
  }
}

/// The first of the greatest elements of a row.
@inline(__always)
func indexOfGreatest<S: Scalar>(_ x: UnsafePointer<S>, count: Int) -> Int {
  var greatest = 0
  for index in 1..<max(count, 1) where x[index] > x[greatest] { greatest = index }
  return greatest
}

/// e^(x − x[greatest]) of a row, stored where `output` is given.
/// - Returns: the sum without the greatest, whose own is 1.
@inline(__always)
func exponentials<S: Scalar>(
  of x: UnsafePointer<S>, count: Int, into output: UnsafeMutablePointer<S>?, without greatest: Int
) -> S {
  let maximum = x[greatest]
  var total: S = 0
  var index = 0
  while index < count {
    let width = min(8, count - index)
    var lanes = S.exponential(Lanes.load(x + index, count: width) - maximum)
    if let output { Lanes.store(lanes, output + index, count: width) }
    if index <= greatest, greatest < index + width { lanes[greatest - index] = 0 }
    for lane in 0..<width { total += lanes[lane] }
    index += width
  }
  return total
}

/// ln(1 + x), x ≥ 0.
@inline(__always)
private func logarithmOfOnePlus<S: Scalar>(_ x: S) -> S {
  S.logarithmOfOnePlus(SIMD8(repeating: x))[0]
}
