/// Work, in multiplications, below which a plain loop is quicker than anything that prepares for more.
private let plainProductLimit = 512

/// C ← A B, either factor transposed: by plain loops where the matrices are tiny, by dot products where
/// few rows meet many columns, else by BLAS.
@inline(__always)
func product<S: Scalar>(
  _ a: Operand<S>, transposed transposeA: Bool, _ b: Operand<S>, transposed transposeB: Bool,
  into c: Operand<S>
) {
  let depth = transposeA ? a.rows : a.columns
  if c.rows * c.columns * depth <= plainProductLimit {
    plainProduct(
      a, steps: transposeA ? (1, a.stride) : (a.stride, 1),
      b, steps: transposeB ? (1, b.stride) : (b.stride, 1), depth: depth, into: c)
  } else if transposeB && !transposeA
    && DirectProduct<S>.isWorthwhile(rows: c.rows, columns: c.columns, depth: depth)
  {
    DirectProduct.run(a, b, into: c)
  } else {
    S.blasProduct(
      transposeA: transposeA, transposeB: transposeB, rows: c.rows, columns: c.columns,
      depth: depth, a: a.pointer, leadingA: a.stride, b: b.pointer, leadingB: b.stride,
      c: c.pointer, leadingC: c.stride)
  }
}

/// C ← A B by three loops; `steps` are the distances between neighbours in a factor's rows and columns.
@inline(__always)
private func plainProduct<S: Scalar>(
  _ a: Operand<S>, steps stepsA: (row: Int, column: Int),
  _ b: Operand<S>, steps stepsB: (row: Int, column: Int), depth: Int, into c: Operand<S>
) {
  var column = 0
  while column < c.columns {
    let width = min(8, c.columns - column)
    for row in 0..<c.rows {
      var total = SIMD8<S>()
      var left = UnsafePointer(a.pointer + row * stepsA.row)
      var right = UnsafePointer(b.pointer + column * stepsB.column)
      for _ in 0..<depth {
        total.addProduct(
          SIMD8(repeating: left.pointee), Lanes.load(right, count: width, step: stepsB.column))
        left += stepsA.column
        right += stepsB.row
      }
      Lanes.store(total, c.pointer + row * c.stride + column, width: width)
    }
    column += width
  }
}
