/// Which way a product of some size is computed, as measured (`make bench-ops`).
private enum ProductWay {
  case plain
  case dotProducts
  case panels

  /// Multiplications below which a plain loop is quicker than anything that prepares for more.
  static let plainSize = 512
  /// The columns of A Bᵀ from which on panels are quicker than dot products.
  private static let leastPanelColumns = 4

  @inline(__always)
  init(rows: Int, columns: Int, depth: Int, transposeA: Bool, transposeB: Bool) {
    if rows * columns * depth <= Self.plainSize {
      self = .plain
    } else if columns < Self.leastPanelColumns && transposeB && !transposeA {
      self = .dotProducts
    } else {
      self = .panels
    }
  }
}

/// In which order the products of a sum are added, each without being rounded before.
package enum SumOrder: Sendable {
  /// One after the other; to a matrix where there is one that the product is added to.
  case sequential
  /// In eight sums, the first of the first, the ninth … product, which are then added: neighbours, their neighbours, both
  /// halves; and the sum of these to a matrix where there is one.
  case eightLanes

  init(rows: Int, columns: Int, depth: Int, transposeA: Bool, transposeB: Bool) {
    switch ProductWay(
      rows: rows, columns: columns, depth: depth, transposeA: transposeA, transposeB: transposeB)
    {
    case .plain, .panels: self = .sequential
    case .dotProducts: self = .eightLanes
    }
  }
}

/// C ← A B, or D + A B, either factor transposed.
/// - Parameter workspace: `productWorkspace` elements that nobody else uses.
@inline(__always)
func product<S: Scalar>(
  _ a: Operand<S>, transposed transposeA: Bool, _ b: Operand<S>, transposed transposeB: Bool,
  addedTo d: Operand<S>? = nil, into c: Operand<S>, workspace: UnsafeMutablePointer<S>
) {
  let depth = transposeA ? a.rows : a.columns
  let stepsA = transposeA ? (row: 1, column: a.stride) : (row: a.stride, column: 1)
  switch ProductWay(
    rows: c.rows, columns: c.columns, depth: depth, transposeA: transposeA, transposeB: transposeB)
  {
  case .plain:
    plainProduct(
      a, steps: stepsA, b, steps: transposeB ? (1, b.stride) : (b.stride, 1), depth: depth,
      addedTo: d, into: c)
  case .dotProducts:
    DotProducts.run(a, b, into: c)
    if let d { add(d, to: c) }
  case .panels:
    PanelProduct.run(
      a, steps: stepsA, b, transposed: transposeB, depth: depth, addedTo: d, into: c,
      workspace: workspace)
  }
}

/// C ← D + C.
private func add<S: Scalar>(_ d: Operand<S>, to c: Operand<S>) {
  for row in 0..<c.rows {
    let (term, sum) = (d.pointer + row &* d.stride, c.pointer + row &* c.stride)
    for column in 0..<c.columns { sum[column] += term[column] }
  }
}

/// The elements that a product of some size needs for itself.
func productWorkspace(rows: Int, columns: Int, depth: Int) -> Int {
  let (area, isOverflowing) = rows.multipliedReportingOverflow(by: columns)
  let isPlain =
    !isOverflowing && area <= ProductWay.plainSize && area * depth <= ProductWay.plainSize
  if isPlain { return 0 }
  return max(
    PanelProduct<Float>.workspace(rows: rows, columns: columns, depth: depth),
    PanelProduct<Double>.workspace(rows: rows, columns: columns, depth: depth))
}

/// C ← A B, or D + A B, by three loops; `steps` are the distances between neighbours in a factor's rows and columns.
@inline(__always)
private func plainProduct<S: Scalar>(
  _ a: Operand<S>, steps stepsA: (row: Int, column: Int),
  _ b: Operand<S>, steps stepsB: (row: Int, column: Int), depth: Int, addedTo d: Operand<S>?,
  into c: Operand<S>
) {
  var column = 0
  while column < c.columns {
    let width = min(8, c.columns &- column)
    for row in 0..<c.rows {
      var left = UnsafePointer(a.pointer) + row &* stepsA.row
      var right = UnsafePointer(b.pointer) + column &* stepsB.column
      let output = c.pointer + (row &* c.stride &+ column)
      var total = SIMD8<S>()
      if let d {
        total = Lanes.load(UnsafePointer(d.pointer) + (row &* d.stride &+ column), width: width)
      }
      for _ in 0..<depth {
        total.addProduct(
          SIMD8(repeating: left.pointee), Lanes.load(right, count: width, step: stepsB.column))
        left += stepsA.column
        right += stepsB.row
      }
      Lanes.store(total, output, width: width)
    }
    column &+= width
  }
}
