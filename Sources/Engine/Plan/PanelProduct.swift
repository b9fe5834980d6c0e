internal import CProcessor

/// The product A B by vector code: a few rows of A at a time meet a panel of B, some columns of it, and the sums of
/// their products stay in registers (K. Goto and R. van de Geijn, Anatomy of High-Performance Matrix Multiplication,
/// 2008).
///
/// Wide registers hold six rows of 64 columns. Those are so many columns that B and A are read where they lie. Narrow
/// ones hold six rows of 16: there panels of B are copied, and blocks of A where rows are far apart, since the caches
/// do not keep lines that lie a power of two apart.
///
/// Each element is summed in the order of the depth, whatever rows and columns are computed with it. So
/// results do not depend on how a product is cut into tiles.
enum PanelProduct<S: Scalar> {
  /// The registers in a row of a panel, and the elements in them.
  private static var registers: Int { hasWideRegisters ? 4 : 1 }
  private static var width: Int { registers * S.Register.scalarCount }
  /// The most rows of A whose sums the registers hold.
  private static var mostRows: Int { 6 }
  /// The most of the depth that a panel holds.
  private static var mostDepth: Int { hasWideRegisters ? 512 : 256 }
  /// The most rows of A that meet all panels one after the other: for so much of them as a panel is deep processors
  /// have room beside the panel.
  private static var mostBlockRows: Int { (1 << 19) / (512 * MemoryLayout<S>.stride) }
  /// Rows of A for which copying a panel pays.
  private static var leastCopiedRows: Int { hasWideRegisters ? .max : 12 }
  /// Rows, columns and depth from which on copying a block of A pays.
  private static var leastBlockExtent: Int { hasWideRegisters ? .max : 96 }

  /// The elements of the workspace, for any product: a panel, sums of which not all columns exist, and a block of A.
  static func workspace(rows: Int, columns: Int, depth: Int) -> Int {
    let hasBlock = copiesBlock(rows: rows, columns: columns, depth: depth)
    return (mostDepth + mostRows) * width + (hasBlock ? (mostBlockRows + mostRows) * mostDepth : 0)
  }

  private static func copiesBlock(rows: Int, columns: Int, depth: Int) -> Bool {
    min(rows, columns, depth) >= leastBlockExtent
  }

  /// C ← A B, or D + A B.
  /// - Parameters:
  ///   - steps: the distances between neighbours in a column and in a row of A.
  ///   - transposeB: whether `b` holds Bᵀ.
  ///   - workspace: `workspace` elements that nobody else uses.
  @inline(__always)
  static func run(
    _ a: Operand<S>, steps: (row: Int, column: Int), _ b: Operand<S>, transposed transposeB: Bool,
    depth: Int, addedTo d: Operand<S>?, into c: Operand<S>, workspace: UnsafeMutablePointer<S>
  ) {
    let copiesBlock = copiesBlock(rows: c.rows, columns: c.columns, depth: depth)
    let blockRows = part(of: c.rows, most: mostBlockRows, unit: mostRows)
    let blockDepth = part(of: depth, most: mostDepth, unit: 8)
    var start = 0
    while start < depth {
      let length = min(blockDepth, depth &- start)
      var row = 0
      while row < c.rows {
        let rows = row..<min(row &+ blockRows, c.rows)
        var block = (
          start: UnsafePointer(a.pointer) + (row &* steps.row &+ start &* steps.column),
          steps: steps
        )
        if copiesBlock {
          let copy = workspace + (mostDepth + mostRows) * width
          block.steps = copyBlock(block.start, steps, rows: rows.count, depth: length, into: copy)
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

  /// The length of equal parts, of whole units, of which none has more than `most` rounded up.
  private static func part(of count: Int, most: Int, unit: Int) -> Int {
    let parts = max((count &+ most &- 1) / most, 1)
    let length = (count &+ parts &- 1) / parts
    return (length &+ unit &- 1) / unit &* unit
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
    into c: Operand<S>, workspace: UnsafeMutablePointer<S>
  ) {
    var column = 0
    while column < c.columns {
      let columns = min(width, c.columns &- column)
      let registers =
        (columns &+ S.Register.scalarCount &- 1) / S.Register.scalarCount
      let isWhole = columns == registers &* S.Register.scalarCount
      let isLast = column &+ columns == c.columns
      var panel = Panel(
        start: UnsafePointer(workspace), stride: registers &* S.Register.scalarCount,
        depth: depth.count, next: nil)
      if transposeB {
        transpose(
          b, columns: column..<column &+ columns, depth, into: workspace, stride: panel.stride)
      } else {
        let source = UnsafePointer(b.pointer) + (depth.lowerBound &* b.stride &+ column)
        if isWhole, rows.count < leastCopiedRows {
          panel = Panel(
            start: source, stride: b.stride, depth: depth.count, next: isLast ? nil : source + width
          )
        } else {
          copy(
            source, stride: b.stride, columns: columns, rows: depth.count, isLast: isLast,
            into: workspace, stride: panel.stride)
        }
      }
      let output = Output(
        start: c.pointer + (rows.lowerBound &* c.stride &+ column), stride: c.stride,
        columns: columns, edge: isWhole ? nil : workspace + mostDepth &* width,
        former: former.map { ($0.pointer + (rows.lowerBound &* $0.stride &+ column), $0.stride) })
      if Self.registers == 1 {
        RowsOf<1>.multiply(a, steps, rows: rows.count, by: panel, into: output)
      } else {
        switch registers {
        case 1: RowsOf<1>.multiply(a, steps, rows: rows.count, by: panel, into: output)
        case 2: RowsOf<2>.multiply(a, steps, rows: rows.count, by: panel, into: output)
        case 3: RowsOf<3>.multiply(a, steps, rows: rows.count, by: panel, into: output)
        default: RowsOf<4>.multiply(a, steps, rows: rows.count, by: panel, into: output)
        }
      }
      column &+= columns
    }
  }

  /// Some columns of B.
  private struct Panel {
    let start: UnsafePointer<S>
    let stride: Int
    let depth: Int
    /// Where the panel behind it begins, if nothing else asks for that.
    let next: UnsafePointer<S>?

    /// Asks for a share of the next panel: its rows are too far apart for the processor to foresee them.
    @inline(__always)
    func prefetchNext(_ number: Int, of shares: Int) {
      guard let next else { return }
      let length = depth / shares &+ 1
      let end = min((number &+ 1) &* length, depth)
      var row = number &* length
      while row < end {
        let start = UnsafeRawPointer(next + row &* stride)
        for register in 0..<registers { prefetch(start + 64 &* register) }
        row &+= 1
      }
    }
  }

  /// Where the sums of a panel's columns go.
  private struct Output {
    let start: UnsafeMutablePointer<S>
    let stride: Int
    /// The columns that there are, at most as many as a panel has.
    let columns: Int
    /// Where the sums of a few rows are kept for a moment if not all columns of the registers exist.
    let edge: UnsafeMutablePointer<S>?
    /// What the sums go on from; nil where they begin at 0.
    let former: (start: UnsafeMutablePointer<S>, stride: Int)?
  }

  /// Rows of A with a panel of some registers.
  private enum RowsOf<let registers: Int> {
    /// Takes the rows of A, six at a time as long as there are as many. The last eight are twice four: fewer rows
    /// than four take as long, since each sum waits for its last product.
    @inline(__always)
    static func multiply(
      _ a: UnsafePointer<S>, _ steps: (row: Int, column: Int), rows: Int, by panel: Panel,
      into output: Output
    ) {
      let sixes = rows / 6 &+ 1
      var row = 0
      while row &+ 6 <= rows && row &+ 8 != rows {
        panel.prefetchNext(row / 6, of: sixes)
        Sums<6>.multiply(a + row &* steps.row, steps, by: panel, into: output, row)
        row &+= 6
      }
      panel.prefetchNext(row / 6, of: sixes)
      while row &+ 4 <= rows {
        Sums<4>.multiply(a + row &* steps.row, steps, by: panel, into: output, row)
        row &+= 4
      }
      if row &+ 2 <= rows {
        Sums<2>.multiply(a + row &* steps.row, steps, by: panel, into: output, row)
        row &+= 2
      }
      if row < rows {
        Sums<1>.multiply(a + row &* steps.row, steps, by: panel, into: output, row)
      }
    }

    /// A few rows of A, whose sums are kept in registers.
    private enum Sums<let count: Int> {
      private typealias Row = InlineArray<registers, S.Register>

      @inline(__always)
      static func multiply(
        _ a: UnsafePointer<S>, _ steps: (row: Int, column: Int), by panel: Panel,
        into output: Output, _ row: Int
      ) {
        let rows = output.start + row &* output.stride
        let c = output.edge ?? rows
        let stride =
          output.edge == nil ? output.stride : registers &* S.Register.scalarCount
        var sums = InlineArray<count, Row>(repeating: Row(repeating: S.Register()))
        if let former = output.former {
          var source = (start: former.start + row &* former.stride, stride: former.stride)
          if output.edge != nil {
            copyElements(of: source.start, source.stride, to: c, stride, output.columns)
            source = (c, stride)
          }
          for row in 0..<count {
            for register in 0..<registers {
              sums[row][register] = load(
                source.start + (row &* source.stride &+ register &* S.Register.scalarCount))
            }
          }
        }
        // Two pointers, each with few rows, so that one need not wait for the other's sums of addresses.
        var left = a
        var further = a + 3 &* steps.row
        var right = panel.start
        var rest = panel.depth
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
          for register in 0..<registers {
            UnsafeMutableRawPointer(c + (row &* stride &+ register &* S.Register.scalarCount))
              .storeBytes(of: sums[row][register], as: S.Register.self)
          }
        }
        if output.edge != nil {
          copyElements(of: c, stride, to: rows, output.stride, output.columns)
        }
      }

      /// Adds the products of a column of A's rows and a row of the panel.
      @inline(__always)
      private static func addProducts(
        _ sums: inout InlineArray<count, Row>, _ left: UnsafePointer<S>,
        _ further: UnsafePointer<S>, _ steps: (row: Int, column: Int), _ right: UnsafePointer<S>
      ) {
        var columns = Row(repeating: S.Register())
        for register in 0..<registers {
          columns[register] = load(right + register &* S.Register.scalarCount)
        }
        for row in 0..<count {
          let factor = S.Register(
            repeating: row < 3 ? left[row &* steps.row] : further[(row &- 3) &* steps.row])
          for register in 0..<registers {
            sums[row][register].addProduct(factor, columns[register])
          }
        }
      }

      @inline(__always)
      private static func load(_ pointer: UnsafePointer<S>) -> S.Register {
        UnsafeRawPointer(pointer).loadUnaligned(as: S.Register.self)
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
  }

  /// Copies columns of B into a panel; what is behind the last one has no meaning. The next panel is
  /// asked for: its rows are too far apart for the processor to foresee them.
  @inline(__always)
  private static func copy(
    _ source: UnsafePointer<S>, stride: Int, columns: Int, rows: Int, isLast: Bool,
    into panel: UnsafeMutablePointer<S>, stride width: Int
  ) {
    var (source, target) = (source, panel)
    for _ in 0..<rows {
      if !isLast { prefetch(source + width) }
      var column = 0
      while column &+ S.Register.scalarCount <= columns {
        UnsafeMutableRawPointer(target + column).storeBytes(
          of: UnsafeRawPointer(source + column).loadUnaligned(as: S.Register.self),
          as: S.Register.self)
        column &+= S.Register.scalarCount
      }
      while column < columns {
        target[column] = source[column]
        column &+= 1
      }
      source += stride
      target += width
    }
  }

  /// Copies columns of B, which are rows of Bᵀ, into a panel, as many as a register holds and some steps of the depth
  /// at a time; what is behind the last column has no meaning. As many rows further on are asked for.
  @inline(__always)
  private static func transpose(
    _ b: Operand<S>, columns: Range<Int>, _ depth: Range<Int>,
    into panel: UnsafeMutablePointer<S>, stride width: Int
  ) {
    var column = 0
    while column < columns.count {
      let source =
        UnsafePointer(b.pointer)
        + ((columns.lowerBound &+ column) &* b.stride &+ depth.lowerBound)
      let rest = min(S.Register.scalarCount, columns.count &- column)
      let isLast = columns.lowerBound &+ column &+ 2 &* S.Register.scalarCount > b.rows
      let next = source + S.Register.scalarCount &* b.stride
      var step = 0
      while step &+ S.transposedSteps <= depth.count {
        if !isLast, step & (64 / MemoryLayout<S>.stride &- 1) == 0 {
          for row in 0..<S.Register.scalarCount { prefetch(next + (row &* b.stride &+ step)) }
        }
        S.transpose(
          source + step, stride: b.stride, rows: rest, into: panel + (step &* width &+ column),
          stride: width)
        step &+= S.transposedSteps
      }
      while step < depth.count {
        for row in 0..<rest {
          panel[step &* width &+ column &+ row] = source[row &* b.stride &+ step]
        }
        step &+= 1
      }
      column &+= rest
    }
  }
}
