/// The product of a constant sparse matrix, or its transposed, and x: [rows, columns] ↦ [rows, columns]. The batch
/// must have as many rows as the matrix, and come whole.
package struct SparseProduct: Operation {
  private let matrix: SparseMatrix
  private let isTransposed: Bool

  package init(_ matrix: SparseMatrix, transposed: Bool = false) {
    self.matrix = matrix
    isTransposed = transposed
  }

  package var name: String { "sparse_product" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rows == .batch || inputs[0].rows == .fixed(matrix.count)
    else {
      throw ShapeError(name, inputs, expected: "one matrix with \(matrix.count) rows")
    }
    return inputs[0]
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(SparseProduct(matrix, transposed: !isTransposed), g)]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .whole }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    2 * matrix.elementCount * result.columns
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) { $0.values32 } } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) { $0.values64 } } }

  @inline(__always)
  private func run<S: Scalar>(
    _ call: UnsafePointer<Call<S>>, _ values: (SparseMatrix.CompressedRows) -> [S]
  ) {
    let x = call.pointee.a
    precondition(x.rows == matrix.count, "the batch has a row for each of the matrix")
    let rows = isTransposed ? matrix.transposedRows : matrix.rows
    rows.starts.withUnsafeBufferPointer { starts in
      rows.columns.withUnsafeBufferPointer { columns in
        values(rows).withUnsafeBufferPointer { values in
          forEachRow(call) { output, count, row in
            let row = row &+ call.pointee.firstRow
            let elements = starts[row]..<starts[row &+ 1]
            sum(elements, columns, values, x, into: output, count: count)
          }
        }
      }
    }
  }

  /// Adds rows of x, each times an element: of many columns so many at a time as registers hold sums.
  @inline(__always)
  private func sum<S: Scalar>(
    _ elements: Range<Int>, _ columns: UnsafeBufferPointer<Int32>,
    _ values: UnsafeBufferPointer<S>, _ x: Operand<S>, into output: UnsafeMutablePointer<S>,
    count: Int
  ) {
    var first = 0
    while first &+ 32 <= count {
      var sums = InlineArray<4, SIMD8<S>>(repeating: SIMD8())
      for element in elements {
        let source = UnsafePointer(x.pointer) + (Int(columns[element]) &* x.stride &+ first)
        let factor = SIMD8(repeating: values[element])
        for part in 0..<4 { sums[part].addProduct(factor, Lanes.load(source + 8 &* part)) }
      }
      for part in 0..<4 { Lanes.store(sums[part], output + (first &+ 8 &* part)) }
      first &+= 32
    }
    while first < count {
      let width = min(8, count &- first)
      var sum = SIMD8<S>()
      for element in elements {
        let source = UnsafePointer(x.pointer) + (Int(columns[element]) &* x.stride &+ first)
        sum.addProduct(
          SIMD8(repeating: values[element]), Lanes.load(source, width: width))
      }
      Lanes.store(sum, output + first, width: width)
      first &+= width
    }
  }

  package static var examples: [Example] {
    // As many rows as the tests' whole batches have.
    [3, 100].flatMap { count in
      func element(_ row: Int, _ column: Int) -> SparseMatrix.Element {
        .init(row: row, column: column, value: Double(row - 2 * column) / 3 + 0.5)
      }
      let elements = (0..<count).flatMap { [element($0, $0), element($0, ($0 * 7 + 1) % count)] }
      let matrix = SparseMatrix(count: count, Array(Set(elements)))
      return [1, 11, 37].map { columns in
        Example(
          SparseProduct(matrix, transposed: columns == 11), [.init(Shape(count, columns))],
          refused: [[], [Shape(count + 1, 2)]])
      }
    }
  }
}
