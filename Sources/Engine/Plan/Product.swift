/// Work, in multiplications, below which a call of BLAS costs more than a direct loop.
private let directProductLimit = 512

/// C ← A B, either factor transposed; by BLAS, or by direct loops where the matrices are tiny.
func product<S: Scalar>(
  _ a: Operand<S>, transposed transposeA: Bool, _ b: Operand<S>, transposed transposeB: Bool,
  into c: Operand<S>
) {
  let depth = transposeA ? a.rows : a.columns
  if c.rows * c.columns * depth <= directProductLimit {
    directProduct(
      a, steps: transposeA ? (1, a.stride) : (a.stride, 1),
      b, steps: transposeB ? (1, b.stride) : (b.stride, 1), depth: depth, into: c)
  } else {
    S.blasProduct(
      transposeA: transposeA, transposeB: transposeB, rows: c.rows, columns: c.columns,
      depth: depth, a: a.pointer, leadingA: a.stride, b: b.pointer, leadingB: b.stride,
      c: c.pointer, leadingC: c.stride)
  }
}

/// C ← A B by three loops; `steps` are the distances between neighbours in a factor's rows and columns.
@inline(__always)
private func directProduct<S: Scalar>(
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
        total += left.pointee * Lanes.load(right, count: width, step: stepsB.column)
        left += stepsA.column
        right += stepsB.row
      }
      Lanes.store(total, c.pointer + row * c.stride + column, width: width)
    }
    column += width
  }
}
