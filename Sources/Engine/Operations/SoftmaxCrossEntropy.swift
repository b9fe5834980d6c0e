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
    var (sums, distances) = (SIMD8<S>(), SIMD8<S>())
    forEachSoftmax(of: logits, into: nil) { row, greatest, others in
      let z = logits.pointer + row * logits.stride
      // Eight rows at a time, the last ones fewer.
      let lane = row % 8
      // Beside the 1 of the greatest the others would lose the digits that are asked for.
      sums[lane] = others
      distances[lane] = z[greatest] - z[labels.pointer[row * labels.stride].index]
      guard lane == 7 || row == output.rows - 1 else { return }
      let losses = S.logarithmOfOnePlus(sums) + distances
      for number in 0...lane {
        output.pointer[(row - lane + number) * output.stride] = losses[number]
      }
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
    let (labels, g, result) = (call.pointee.b, call.pointee.c, call.pointee.output)
    forEachSoftmax(of: call.pointee.a, into: result) { row, greatest, others in
      let output = result.pointer + row * result.stride
      let total = 1 + others
      let scale = g.pointer[g.rows == 1 ? 0 : row * g.stride]
      let label = labels.pointer[row * labels.stride].index
      // Of the label p − 1; where p is near 1, without the loss of its digits.
      let ofLabel = label == greatest ? -others / total : output[label] / total - 1
      forEachVector(result.columns) { column, width in
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

/// For each row x, in their order, the column of its greatest element, the first of several, and the sum of
/// e^(x − x[greatest]) over the others.
/// - Parameter output: where the exponentials go, if they are asked for.
@inline(__always)
func forEachSoftmax<S: Scalar>(
  of x: Operand<S>, into output: Operand<S>?,
  _ body: (_ row: Int, _ greatest: Int, _ others: S) -> Void
) {
  var row = 0
  while row + 8 <= x.rows {
    let start = UnsafePointer(x.pointer + row * x.stride)
    let (greatest, maximum) = greatestOfEight(start, stride: x.stride, count: x.columns)
    let others = exponentialsOfEight(
      start, stride: x.stride, count: x.columns, greatest: greatest, maximum: maximum,
      into: output.map { ($0.pointer + row * $0.stride, $0.stride) })
    for lane in 0..<8 { body(row + lane, greatest[lane].index, others[lane]) }
    row += 8
  }
  while row < x.rows {
    let start = UnsafePointer(x.pointer + row * x.stride)
    let greatest = indexOfGreatest(start, count: x.columns)
    let others = exponentials(
      of: start, count: x.columns, into: output.map { $0.pointer + row * $0.stride },
      without: greatest)
    body(row, greatest, others)
    row += 1
  }
}

/// For each row, in their order, the column of its greatest element, the first of several.
@inline(__always)
func forEachGreatest<S: Scalar>(of x: Operand<S>, _ body: (_ row: Int, _ greatest: Int) -> Void) {
  var row = 0
  while row + 8 <= x.rows {
    let start = UnsafePointer(x.pointer + row * x.stride)
    let greatest = greatestOfEight(start, stride: x.stride, count: x.columns).columns
    for lane in 0..<8 { body(row + lane, greatest[lane].index) }
    row += 8
  }
  while row < x.rows {
    body(row, indexOfGreatest(UnsafePointer(x.pointer + row * x.stride), count: x.columns))
    row += 1
  }
}

/// The first of the greatest elements of a row.
@inline(__always)
func indexOfGreatest<S: Scalar>(_ x: UnsafePointer<S>, count: Int) -> Int {
  var greatest = 0
  for index in 1..<max(count, 1) where x[index] > x[greatest] { greatest = index }
  return greatest
}

/// The same of eight rows, a row in each lane, and these elements themselves.
@inline(__always)
private func greatestOfEight<S: Scalar>(
  _ x: UnsafePointer<S>, stride: Int, count: Int
) -> (columns: SIMD8<S>, elements: SIMD8<S>) {
  var (columns, elements) = (SIMD8<S>(), Lanes.load(x, count: 8, step: stride))
  for column in 1..<max(count, 1) {
    let next = Lanes.load(x + column, count: 8, step: stride)
    columns = S.whereLess(
      elements, next, then: SIMD8(repeating: S(column)), otherwise: columns)
    elements = S.whereLess(elements, next, then: next, otherwise: elements)
  }
  return (columns, elements)
}

/// What `exponentials` gives, of eight rows: the same additions in each lane.
@inline(__always)
private func exponentialsOfEight<S: Scalar>(
  _ x: UnsafePointer<S>, stride: Int, count: Int, greatest: SIMD8<S>, maximum: SIMD8<S>,
  into output: (start: UnsafeMutablePointer<S>, stride: Int)?
) -> SIMD8<S> {
  var others = SIMD8<S>()
  for column in 0..<count {
    let lanes = S.exponential(Lanes.load(x + column, count: 8, step: stride) - maximum)
    if let output {
      for lane in 0..<8 { output.start[lane &* output.stride &+ column] = lanes[lane] }
    }
    others += S.whereEqual(
      greatest, SIMD8(repeating: S(column)), then: SIMD8(), otherwise: lanes)
  }
  return others
}

/// e^(x − x[greatest]) of a row, stored where `output` is given.
/// - Returns: the sum without the greatest, whose own is 1.
@inline(__always)
private func exponentials<S: Scalar>(
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
