/// The product A Bᵀ with few columns: dot products of rows where they lie, which need no copy of either
/// factor.
///
/// Each element is summed in an order that depends on the depth alone. So four rows at the edge may
/// overlap the four before: what both compute is the same.
enum DotProducts<S: Scalar> {
  /// C ← A Bᵀ, four rows of A at a time.
  @inline(__always)
  static func run(_ a: Operand<S>, _ b: Operand<S>, into c: Operand<S>) {
    for column in 0..<c.columns {
      let right = UnsafePointer(b.pointer) + column &* b.stride
      let output = c.pointer + column
      var start = 0
      while start < c.rows {
        let count = min(4, c.rows)
        let row = min(start, c.rows &- count)
        let left = UnsafePointer(a.pointer) + row &* a.stride
        // With less than four rows the last one is taken more than once.
        let sums = dotProducts(
          left, left + min(1, count &- 1) &* a.stride, left + min(2, count &- 1) &* a.stride,
          left + (count &- 1) &* a.stride, right, depth: a.columns)
        for number in 0..<count { output[(row &+ number) &* c.stride] = sums[number] }
        start &+= 4
      }
    }
  }

  /// The products of each of four rows with one.
  @inline(__always)
  private static func dotProducts(
    _ a0: UnsafePointer<S>, _ a1: UnsafePointer<S>, _ a2: UnsafePointer<S>,
    _ a3: UnsafePointer<S>, _ b: UnsafePointer<S>, depth: Int
  ) -> SIMD4<S> {
    var (s0, s1, s2, s3) = (SIMD8<S>(), SIMD8<S>(), SIMD8<S>(), SIMD8<S>())
    @inline(__always)
    func add(_ load: (UnsafePointer<S>) -> SIMD8<S>, at index: Int) {
      let right = load(b + index)
      s0.addProduct(load(a0 + index), right)
      s1.addProduct(load(a1 + index), right)
      s2.addProduct(load(a2 + index), right)
      s3.addProduct(load(a3 + index), right)
    }
    var index = 0
    while index &+ 8 <= depth {
      add({ Lanes.load($0) }, at: index)
      index &+= 8
    }
    if index < depth { add({ Lanes.load($0, count: depth &- index) }, at: index) }
    let pairs = neighbourSums(neighbourSums(s0, s1), neighbourSums(s2, s3))
    return pairs.evenHalf + pairs.oddHalf
  }

  @inline(__always)
  private static func neighbourSums(_ a: SIMD8<S>, _ b: SIMD8<S>) -> SIMD8<S> {
    let both = SIMD16(lowHalf: a, highHalf: b)
    return both.evenHalf + both.oddHalf
  }
}
