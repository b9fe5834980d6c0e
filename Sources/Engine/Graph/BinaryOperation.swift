/// An elementwise function of two matrices, one of which may be a single row, column or number.
package protocol BinaryOperation: Operation {
  init()
  /// The formula.
  func value<N: Number>(_ a: N, _ b: N) -> N
  /// Adds the nodes of the derivatives by a and by b, each times `upstream`.
  func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value)
}

extension BinaryOperation {
  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try broadcastShape(of: inputs, count: 2, for: self)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let (a, b) = partials(upstream, of: result, a: inputs[0], b: inputs[1], in: &graph)
    let shape = graph.shape(result)
    return [
      graph.summed(a, from: shape, to: graph.shape(inputs[0])),
      graph.summed(b, from: shape, to: graph.shape(inputs[1])),
    ]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { value(inputs[0], inputs[1]) }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    mapElements(call) { value($0, $1) }
  }

  package var vectorKernel32: Kernel<Float>? { { call, _ in runVector(call) } }
  package var vectorKernel64: Kernel<Double>? { { call, _ in runVector(call) } }

  private func runVector<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, b) = (Lanes.loadVector(call.pointee.a), Lanes.loadVector(call.pointee.b))
    Lanes.storeVector(value(a, b), call)
  }

  /// Matrices of equal shape, and a row, a column and a number against a matrix.
  static func binaryExamples(
    _ operation: Self = Self(), in range: ClosedRange<Double> = -2...2
  ) -> [Example] {
    let full = Shape(.batch, 5)
    return [full, Shape(1, 5), Shape(.batch, 1), .scalar].flatMap { other in
      [[full, other], [other, full]].map { shapes in
        Example(
          operation, shapes.map { .init($0, in: range) },
          refused: [[full, Shape(.batch, 4)], [Shape(2, 5), Shape(3, 5)], [full]])
      }
    }
  }
}

/// The shape to which all of the shapes broadcast.
func broadcastShape(
  of inputs: [Shape], count: Int, for operation: any Operation
) throws(ShapeError) -> Shape {
  let error = ShapeError(
    operation.name, inputs, expected: "\(count) matrices of one shape, or rows, columns or numbers")
  guard inputs.count == count else { throw error }
  var result = inputs[0]
  for shape in inputs {
    if result.rows == .fixed(1) { result.rows = shape.rows }
    if result.columns == 1 { result.columns = shape.columns }
  }
  for shape in inputs where !shape.broadcasts(to: result) { throw error }
  return result
}
