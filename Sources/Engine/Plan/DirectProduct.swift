/// The product A Bᵀ by vector code that reads both factors where they lie: BLAS first copies them into
/// an order of its own, which costs more than it gains for few rows.
///
/// Each element is summed in an order that depends on the depth alone. So a block at the edge may
/// overlap the one before: what both compute is the same.
enum DirectProduct<S: Scalar> {
  /// Whether this is quicker than BLAS, as measured (`make bench-ops`).
  static func isWorthwhile(rows: Int, columns: Int, depth: Int) -> Bool {
    rows >= 3 && columns >= 4 && depth >= 192 && (rows < 128 || columns * depth <= 1 << 20)
  }

  /// C ← A Bᵀ from the dot products of rows, 3 rows of A by 4 of B at a time.
  /// - Precondition: C has at least 3 rows and 4 columns.
  @inline(__always)
  static func run(_ a: Operand<S>, _ b: Operand<S>, into c: Operand<S>) {
    var block = 0
    while block < c.columns {
      let column = min(block, c.columns &- 4)
      var start = 0
      while start < c.rows {
        let row = min(start, c.rows &- 3)
        let sums = dotProducts(
          a.pointer + row &* a.stride, a.stride, b.pointer + column &* b.stride, b.stride,
          depth: a.columns)
        let output = UnsafeMutableRawPointer(c.pointer + (row &* c.stride &+ column))
        let bytes = c.stride &* MemoryLayout<S>.stride
        output.storeBytes(of: sums.0, as: SIMD4<S>.self)
        (output + bytes).storeBytes(of: sums.1, as: SIMD4<S>.self)
        (output + 2 &* bytes).storeBytes(of: sums.2, as: SIMD4<S>.self)
        start &+= 3
      }
      block &+= 4
    }
  }

  /// The products of each of three rows with each of four.
  @inline(__always)
  private static func dotProducts(
    _ a: UnsafePointer<S>, _ strideA: Int, _ b: UnsafePointer<S>, _ strideB: Int, depth: Int
  ) -> (SIMD4<S>, SIMD4<S>, SIMD4<S>) {
    var (s00, s01, s02, s03) = (SIMD8<S>(), SIMD8<S>(), SIMD8<S>(), SIMD8<S>())
    var (s10, s11, s12, s13) = (SIMD8<S>(), SIMD8<S>(), SIMD8<S>(), SIMD8<S>())
    var (s20, s21, s22, s23) = (SIMD8<S>(), SIMD8<S>(), SIMD8<S>(), SIMD8<S>())
    var (a, b) = (a, b)
    @inline(__always)
    func add(_ load: (UnsafePointer<S>) -> SIMD8<S>) {
      let (b0, b1) = (load(b), load(b + strideB))
      let (b2, b3) = (load(b + 2 &* strideB), load(b + 3 &* strideB))
      let a0 = load(a)
      s00.addProduct(a0, b0)
      s01.addProduct(a0, b1)
      s02.addProduct(a0, b2)
      s03.addProduct(a0, b3)
      let a1 = load(a + strideA)
      s10.addProduct(a1, b0)
      s11.addProduct(a1, b1)
      s12.addProduct(a1, b2)
      s13.addProduct(a1, b3)
      let a2 = load(a + 2 &* strideA)
      s20.addProduct(a2, b0)
      s21.addProduct(a2, b1)
      s22.addProduct(a2, b2)
      s23.addProduct(a2, b3)
    }
    var left = depth
    while left >= 8 {
      add { Lanes.load($0) }
      a += 8
      b += 8
      left &-= 8
    }
    if left > 0 { add { Lanes.load($0, count: left) } }
    return (
      sums(s00, s01, s02, s03), sums(s10, s11, s12, s13), sums(s20, s21, s22, s23)
    )
  }

  /// The sum of the lanes of each of four vectors, neighbours first.
  @inline(__always)
  private static func sums(
    _ a: SIMD8<S>, _ b: SIMD8<S>, _ c: SIMD8<S>, _ d: SIMD8<S>
  ) -> SIMD4<S> {
    let pairs = neighbourSums(neighbourSums(a, b), neighbourSums(c, d))
    return pairs.evenHalf + pairs.oddHalf
  }

  @inline(__always)
  private static func neighbourSums(_ a: SIMD8<S>, _ b: SIMD8<S>) -> SIMD8<S> {
    let both = SIMD16(lowHalf: a, highHalf: b)
    return both.evenHalf + both.oddHalf
  }
}
