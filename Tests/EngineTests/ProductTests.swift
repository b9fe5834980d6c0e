import Engine
import Testing

/// Products of all sizes by all ways that there are to compute them.
@Suite struct ProductTests {
  /// Whole blocks of rows, columns and depth, and what is left of them; and tiny ones.
  static let sizes: [(rows: Int, columns: Int, depth: Int)] = [
    (1, 1, 1), (2, 3, 4), (1, 1, 700), (1, 40, 33), (3, 2, 90), (4, 1, 129), (5, 5, 513),
    (6, 16, 512), (7, 17, 65), (9, 15, 40), (11, 33, 100), (13, 10, 1100), (97, 31, 24),
    (130, 20, 17), (385, 390, 384), (601, 18, 520), (8, 64, 1024), (14, 128, 25), (70, 112, 1030),
    (97, 135, 101),
    (300, 99, 600),
  ]

  @Test(arguments: sizes)
  func areRight(rows: Int, columns: Int, depth: Int) {
    check(Float.self, rows, columns, depth, tolerance: 2e-6)
    check(Double.self, rows, columns, depth, tolerance: 4e-15)
  }

  /// All but dot products are sums in the order of the depth, each product added without rounding in between:
  /// the same bits on every processor, whatever the product is cut into.
  @Test(arguments: sizes.filter { $0.columns >= 4 })
  func bitsAreThoseOfTheDefinition(rows: Int, columns: Int, depth: Int) {
    checkBits(Float.self, rows, columns, depth)
    checkBits(Double.self, rows, columns, depth)
  }

  private func checkBits<S: Scalar>(_: S.Type, _ rows: Int, _ columns: Int, _ depth: Int) {
    var random = TestRandom(UInt64(rows * 1000 + columns))
    func elements(_ count: Int) -> [S] { (0..<count).map { _ in S(random.uniform(in: -1...1)) } }
    let (a, b) = (elements(rows * depth), elements(depth * columns))
    var expected = [S](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for step in 0..<depth {
        let factor = a[row * depth + step]
        for column in 0..<columns {
          expected[row * columns + column].addProduct(factor, b[step * columns + column])
        }
      }
    }
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = product(
        a, b, rows, columns, depth, transposeA: transposeA, transposeB: transposeB)
      #expect(product == expected, "transposed: \(transposeA), \(transposeB)")
    }
  }

  /// Compares with sums in the order of the depth, in double precision.
  private func check<S: Scalar>(
    _: S.Type, _ rows: Int, _ columns: Int, _ depth: Int, tolerance: Double
  ) {
    var random = TestRandom(UInt64(rows * 1000 + columns))
    func elements(_ count: Int) -> [S] { (0..<count).map { _ in S(random.uniform(in: -1...1)) } }
    let (a, b) = (elements(rows * depth), elements(depth * columns))
    var expected = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for step in 0..<depth {
        let factor = Double(a[row * depth + step])
        for column in 0..<columns {
          expected[row * columns + column] += factor * Double(b[step * columns + column])
        }
      }
    }
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = product(
        a, b, rows, columns, depth, transposeA: transposeA, transposeB: transposeB)
      // Sums of numbers drawn from −1 to 1 grow with the root of their number.
      let bound = tolerance * Double(depth).squareRoot() * 3
      let worst = zip(product, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst <= bound, "transposed: \(transposeA), \(transposeB)")
    }
  }

  /// The product of a and b, computed from their transposed where that is asked for.
  private func product<S: Scalar>(
    _ a: [S], _ b: [S], _ rows: Int, _ columns: Int, _ depth: Int, transposeA: Bool,
    transposeB: Bool
  ) -> [S] {
    var graph = Graph()
    let left = graph.leaf(transposeA ? Shape(depth, rows) : Shape(rows, depth))
    let right = graph.leaf(transposeB ? Shape(columns, depth) : Shape(depth, columns))
    let leaves = [
      left: transposeA ? transposed(a, columns: depth) : a,
      right: transposeB ? transposed(b, columns: columns) : b,
    ]
    let result = graph.apply(
      MatrixProduct(transposeA: transposeA, transposeB: transposeB), left, right)
    let computation = Computation(graph: graph, outputs: [result], parameters: [])
    var interpreter = Interpreter<S>(computation, rows: 1, batchRows: 1, leaves: leaves)
    return interpreter.elements(of: result)
  }

  private func transposed<S>(_ elements: [S], columns: Int) -> [S] {
    (0..<columns).flatMap { column in
      stride(from: column, to: elements.count, by: columns).map { elements[$0] }
    }
  }
}
