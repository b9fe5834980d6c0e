internal import CPrefetch

/// The product A B by vector code: panels of B, as many columns wide as a register row, are copied into
/// a block that stays in the cache, and each meets a few rows of A at a time, whose sums stay in
/// registers (K. Goto and R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008).
///
/// Each element is summed in the order of the depth, whatever rows and columns are computed with it. So
/// results do not depend on how a product is cut into tiles.
enum PanelProduct<S: Scalar> {
  /// The most of the depth that a panel holds.
  private static var mostDepth: Int { 512 }
  /// The most rows of A that meet all panels one after the other: so much of them as a panel is deep takes half a
  /// megabyte, for which processors have room beside the panel.
  private static var mostBlockRows: Int { (1 << 19) / (mostDepth * MemoryLayout<S>.stride) }
  /// Rows of A for which copying a panel that already lies row by row pays.
  private static var leastCopiedRows: Int { 12 }
  private static var width: Int { S.Register.scalarCount }
  /// The most rows of A whose sums the registers hold.
  private static var mostRows: Int { 6 }

  /// The elements of the workspace, for any product: a panel, and sums of which not all columns exist.
  static var workspace: Int { (mostDepth + mostRows) * width }
  /// Those of one in which blocks of A are copied.
  static var workspaceWithBlock: Int { workspace + (mostBlockRows + mostRows) * mostDepth }

  /// C ← A B, or D + A B.
  /// - Parameters:
  ///   - steps: the distances between neighbours in a column and in a row of A.
  ///   - transposeB: whether `b` holds Bᵀ.
  ///   - copiesBlocks: whether blocks of A are copied first: where rows are far apart, they are in each other's way in
  ///     the cache.
  ///   - workspace: `workspace` elements that nobody else uses, or `workspaceWithBlock`.
  @inline(__always)
  static func run(
    _ a: Operand<S>, steps: (row: Int, column: Int), _ b: Operand<S>, transposed transposeB: Bool,
    depth: Int, addedTo d: Operand<S>?, into c: Operand<S>, copiesBlocks: Bool,
    workspace: UnsafeMutablePointer<S>
  ) {
    let blocks = (c.rows &+ mostBlockRows &- 1) / mostBlockRows
    // Equal blocks, each of whole sixes.
    let blockRows = (c.rows / max(blocks, 1) &+ mostRows) / mostRows &* mostRows
    var start = 0
    while start < depth {
      let length = min(mostDepth, depth &- start)
      var row = 0
      while row < c.rows {
        let rows = row..<min(row &+ blockRows, c.rows)
        let first = UnsafePointer(a.pointer) + (row &* steps.row &+ start &* steps.column)
        var block = (start: first, steps: steps)
        if copiesBlocks {
          let copy = workspace + Self.workspace
          block.steps = copyBlock(first, steps, rows: rows.count, depth: length, into: copy)
          block.start = UnsafePointer(copy)
        }
        multiply(
          block.start, block.steps, rows: rows, by: b, transposed: transposeB,
          depth: start..<start &+ length, addedTo: start > 0 ? c : d, into: c,
          workspace: workspace)
        row = rows.upperBound
      }
      start &+= length
    }
  }

  /// Copies a block of A, one run of neighbours behind the other.
  /// - Returns: the distances between neighbours in a column and in a row of the copy.
  private static func copyBlock(
    _ source: UnsafePointer<S>, _ steps: (row: Int, column: Int), rows: Int, depth: Int,
    into block: UnsafeMutablePointer<S>
  ) -> (row: Int, column: Int) {
    let isByRows = steps.column == 1
    let (count, length, step) =
      isByRows ? (rows, depth, steps.row) : (depth, rows, steps.column)
    for number in 0..<count {
      (block + number &* length).update(from: source + number &* step, count: length)
    }
    return isByRows ? (length, 1) : (1, length)
  }

  /// Multiplies a block of A with the rows of B that it needs, panel by panel.
  /// - Parameter a: the first element of the block.
  @inline(__always)
  private static func multiply(
    _ a: UnsafePointer<S>, _ steps: (row: Int, column: Int), rows: Range<Int>, by b: Operand<S>,
    transposed transposeB: Bool, depth: Range<Int>, addedTo former: Operand<S>?,
    into c: Operand<S>, workspace panel: UnsafeMutablePointer<S>
  ) {
    let edge = panel + mostDepth &* width
    var column = 0
    while column < c.columns {
      let columns = min(width, c.columns &- column)
      var right = (start: UnsafePointer(panel), stride: width)
      if transposeB {
        transpose(b, columns: column..<column &+ columns, depth, into: panel)
      } else {
        let source = UnsafePointer(b.pointer) + (depth.lowerBound &* b.stride &+ column)
        if columns == width, rows.count < leastCopiedRows {
          right = (source, b.stride)
        } else {
          let isLast = column &+ width >= c.columns
          copy(
            source, stride: b.stride, columns: columns, rows: depth.count, isLast: isLast,
            into: panel)
        }
      }
      let output = Output(
        start: c.pointer + (rows.lowerBound &* c.stride &+ column), stride: c.stride,
        columns: columns, edge: edge,
        former: former.map { ($0.pointer + (rows.lowerBound &* $0.stride &+ column), $0.stride) })
      multiply(a, steps, rows: rows.count, by: right, depth: depth.count, into: output)
      column &+= width
    }
  }

  /// Where the sums of a panel's columns go.
  private struct Output {
    let start: UnsafeMutablePointer<S>
    let stride: Int
    /// The columns that there are, at most as many as a panel has.
    let columns: Int
    /// Where the sums of a few rows are kept for a moment if a panel has more columns than there are.
    let edge: UnsafeMutablePointer<S>
    /// What the sums go on from; nil where they begin at 0.
    let former: (start: UnsafeMutablePointer<S>, stride: Int)?
  }

  /// Takes the rows of A, six at a time as long as there are as many: their sums, two vectors of a panel's
  /// row and a factor are all that the registers hold. The last eight are twice four: fewer rows than four
  /// take as long, since each sum waits for its last product.
  @inline(__always)
  private static func multiply(
    _ a: UnsafePointer<S>, _ steps: (row: Int, column: Int), rows: Int,
    by panel: (start: UnsafePointer<S>, stride: Int), depth: Int, into output: Output
  ) {
    var row = 0
    while row &+ 6 <= rows && row &+ 8 != rows {
      Rows<6>.multiply(a + row &* steps.row, steps, by: panel, depth: depth, into: output, row)
      row &+= 6
    }
    while row &+ 4 <= rows {
      Rows<4>.multiply(a + row &* steps.row, steps, by: panel, depth: depth, into: output, row)
      row &+= 4
    }
    if row &+ 2 <= rows {
      Rows<2>.multiply(a + row &* steps.row, steps, by: panel, depth: depth, into: output, row)
      row &+= 2
    }
    if row < rows {
      Rows<1>.multiply(a + row &* steps.row, steps, by: panel, depth: depth, into: output, row)
    }
  }

  /// A few rows of A, whose sums are kept in registers.
  private enum Rows<let count: Int> {
    @inline(__always)
    static func multiply(
      _ a: UnsafePointer<S>, _ steps: (row: Int, column: Int),
      by panel: (start: UnsafePointer<S>, stride: Int), depth: Int, into output: Output, _ row: Int
    ) {
      let rows = output.start + row &* output.stride
      let isWhole = output.columns == S.Register.scalarCount
      let c = isWhole ? rows : output.edge
      let stride = isWhole ? output.stride : S.Register.scalarCount
      var sums = InlineArray<count, S.Register>(repeating: S.Register())
      if let former = output.former {
        var source = (start: former.start + row &* former.stride, stride: former.stride)
        if !isWhole {
          copyElements(of: source.start, source.stride, to: c, stride, output.columns)
          source = (c, stride)
        }
        for row in 0..<count {
          sums[row] = UnsafeRawPointer(source.start + row &* source.stride)
            .loadUnaligned(as: S.Register.self)
        }
      }
      // Two pointers, each with few rows, so that one need not wait for the other's sums of addresses.
      var left = a
      var further = a + 3 &* steps.row
      var right = panel.start
      var rest = depth
      while rest >= 2 {
        addProducts(&sums, left, further, steps, right)
        addProducts(
          &sums, left + steps.column, further + steps.column, steps, right + panel.stride)
        left += 2 &* steps.column
        further += 2 &* steps.column
        right += 2 &* panel.stride
        rest &-= 2
      }
      if rest > 0 { addProducts(&sums, left, further, steps, right) }
      for row in 0..<count {
        UnsafeMutableRawPointer(c + row &* stride).storeBytes(
          of: sums[row], as: S.Register.self)
      }
      if !isWhole { copyElements(of: c, stride, to: rows, output.stride, output.columns) }
    }

    /// Adds the products of a column of A's rows and a row of the panel.
    @inline(__always)
    private static func addProducts(
      _ sums: inout InlineArray<count, S.Register>, _ left: UnsafePointer<S>,
      _ further: UnsafePointer<S>, _ steps: (row: Int, column: Int), _ right: UnsafePointer<S>
    ) {
      let columns = UnsafeRawPointer(right).loadUnaligned(as: S.Register.self)
      for row in 0..<count {
        let factor = row < 3 ? left[row &* steps.row] : further[(row &- 3) &* steps.row]
        sums[row].addProduct(S.Register(repeating: factor), columns)
      }
    }

    @inline(__always)
    private static func copyElements(
      of source: UnsafeMutablePointer<S>, _ sourceStride: Int,
      to target: UnsafeMutablePointer<S>, _ targetStride: Int, _ columns: Int
    ) {
      for row in 0..<count {
        for column in 0..<columns {
          target[row &* targetStride &+ column] = source[row &* sourceStride &+ column]
        }
      }
    }
  }

  /// Copies columns of B into a panel; what is behind the last one has no meaning. The next panel is
  /// asked for: its rows are too far apart for the processor to foresee them.
  @inline(__always)
  private static func copy(
    _ source: UnsafePointer<S>, stride: Int, columns: Int, rows: Int, isLast: Bool,
    into panel: UnsafeMutablePointer<S>
  ) {
    var (source, target) = (source, panel)
    for _ in 0..<rows {
      if !isLast { prefetch(source + width) }
      if columns == width {
        UnsafeMutableRawPointer(target).storeBytes(
          of: UnsafeRawPointer(source).loadUnaligned(as: S.Register.self), as: S.Register.self)
      } else {
        for column in 0..<columns { target[column] = source[column] }
      }
      source += stride
      target += width
    }
  }

  /// Copies columns of B, which are rows of Bᵀ, into a panel, eight by eight elements at a time; what is
  /// behind the last column has no meaning.
  @inline(__always)
  private static func transpose(
    _ b: Operand<S>, columns: Range<Int>, _ depth: Range<Int>,
    into panel: UnsafeMutablePointer<S>
  ) {
    var first = columns.lowerBound
    while first < columns.upperBound {
      let target = panel + (first &- columns.lowerBound)
      let source = UnsafePointer(b.pointer) + (first &* b.stride &+ depth.lowerBound)
      let whole = first &+ 8 <= columns.upperBound ? depth.count & ~7 : 0
      var step = 0
      while step < whole {
        transpose8(source + step, stride: b.stride, into: target + step &* width)
        step &+= 8
      }
      let rest = min(8, columns.upperBound &- first)
      while step < depth.count {
        for column in 0..<rest {
          target[step &* width &+ column] = source[column &* b.stride &+ step]
        }
        step &+= 1
      }
      first &+= 8
    }
  }

  /// Eight rows of eight elements become eight columns of a panel.
  @inline(__always)
  private static func transpose8(
    _ source: UnsafePointer<S>, stride: Int, into target: UnsafeMutablePointer<S>
  ) {
    /// The elements of two vectors at even places, and those at odd ones.
    @inline(__always)
    func unzipped(_ a: SIMD8<S>, _ b: SIMD8<S>) -> (SIMD8<S>, SIMD8<S>) {
      let both = SIMD16(lowHalf: a, highHalf: b)
      return (both.evenHalf, both.oddHalf)
    }
    @inline(__always) func row(_ number: Int) -> SIMD8<S> { Lanes.load(source + number &* stride) }
    @inline(__always) func put(_ lanes: SIMD8<S>, _ number: Int) {
      Lanes.store(lanes, target + number &* width)
    }
    let (a0, a1) = unzipped(row(0), row(1))
    let (a2, a3) = unzipped(row(2), row(3))
    let (a4, a5) = unzipped(row(4), row(5))
    let (a6, a7) = unzipped(row(6), row(7))
    let ((b0, b2), (b1, b3)) = (unzipped(a0, a2), unzipped(a1, a3))
    let ((b4, b6), (b5, b7)) = (unzipped(a4, a6), unzipped(a5, a7))
    let ((c0, c4), (c1, c5)) = (unzipped(b0, b4), unzipped(b1, b5))
    let ((c2, c6), (c3, c7)) = (unzipped(b2, b6), unzipped(b3, b7))
    put(c0, 0)
    put(c1, 1)
    put(c2, 2)
    put(c3, 3)
    put(c4, 4)
    put(c5, 5)
    put(c6, 6)
    put(c7, 7)
  }
}
