/// The product A B of two matrices, either of them transposed.
package struct MatrixProduct: Operation {
  package var name: String { "product" }
  package let transposesA: Bool
  package let transposesB: Bool

  package init(transposeA: Bool = false, transposeB: Bool = false) {
    transposesA = transposeA
    transposesB = transposeB
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let error = ShapeError(
      name, inputs, expected: "two matrices, the inner extents equal, that give fixed columns")
    guard inputs.count == 2 else { throw error }
    let (a, b) = (inputs[0], inputs[1])
    let rows = transposesA ? .fixed(a.columns) : a.rows
    let depthA = transposesA ? a.rows : .fixed(a.columns)
    let depthB = transposesB ? .fixed(b.columns) : b.rows
    let columns = transposesB ? b.rows : .fixed(b.columns)
    guard depthA == depthB, case .fixed(let count) = columns else { throw error }
    return Shape(rows, count)
  }

  /// C = A B has ∂A = ∂C Bᵀ and ∂B = Aᵀ ∂C; the other cases by transposing both sides.
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let (a, b) = (inputs[0], inputs[1])
    let g = graph.expanded(upstream, to: graph.shape(result))
    let byA =
      transposesA
      ? graph.apply(MatrixProduct(transposeA: transposesB, transposeB: true), b, g)
      : graph.apply(MatrixProduct(transposeB: !transposesB), g, b)
    let byB =
      transposesB
      ? graph.apply(MatrixProduct(transposeA: true, transposeB: transposesA), g, a)
      : graph.apply(MatrixProduct(transposeA: !transposesA), a, g)
    return [byA, byB]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region {
    operand == 1 ? .whole : transposesA ? .columns : .rows
  }

  package func columnRegion(of input: Shape, of result: Shape, operand: Int) -> Region? {
    operand == 0 ? .whole : transposesB ? .rows : .columns
  }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    2 * result.rows * result.columns * (transposesA ? inputs[0].rows : inputs[0].columns)
  }

  package func workspace(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    productWorkspace(
      rows: result.rows, columns: result.columns,
      depth: transposesA ? inputs[0].rows : inputs[0].columns)
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    let a = transposesA ? inputs[0].followed(by: "ᵀ") : inputs[0]
    return a.beside(transposesB ? inputs[1].followed(by: "ᵀ") : inputs[1])
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    let depth = transposesA ? inputs[0].rows : inputs[0].columns
    let terms = (0..<depth).map { index in
      (transposesA ? inputs[0][index, row] : inputs[0][row, index])
        * (transposesB ? inputs[1][column, index] : inputs[1][index, column])
    }
    return FormulaOperand.sum(of: terms)
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  /// - Parameter d: what the product is added to.
  @inline(__always)
  func run<S: Scalar>(_ call: UnsafePointer<Call<S>>, addedTo d: Operand<S>? = nil) {
    let (a, b, c) = (call.pointee.a, call.pointee.b, call.pointee.output)
    product(
      a, transposed: transposesA, b, transposed: transposesB, addedTo: d, into: c,
      workspace: call.pointee.workspace)
  }

  package static var examples: [Example] {
    let refused = [[Shape(3, 4)], [Shape(3, 4), Shape(3, 5)], [Shape(.batch, 4), Shape(5, 4)]]
    return [
      Example(
        MatrixProduct(), [.init(Shape(.batch, 3)), .init(Shape(3, 4))],
        refused: refused),
      Example(
        MatrixProduct(transposeB: true), [.init(Shape(.batch, 3)), .init(Shape(4, 3))],
        refused: [[Shape(.batch, 3), Shape(3, 4)]]),
      Example(
        MatrixProduct(transposeA: true), [.init(Shape(.batch, 3)), .init(Shape(.batch, 4))],
        refused: [[Shape(.batch, 3), Shape(3, 4)]]),
      Example(
        MatrixProduct(transposeA: true, transposeB: true),
        [.init(Shape(3, 5)), .init(Shape(4, 3))], refused: [[Shape(3, 5), Shape(3, 4)]]),
    ]
  }
}
