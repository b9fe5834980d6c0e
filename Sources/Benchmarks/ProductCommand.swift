import ArgumentParser
import Engine

/// The rate of matrix products, which bounds training, beside what the processor can do.
struct ProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product",
    abstract: """
      Print the rate of fused multiply-adds on registers alone and that of a matrix product, both on one thread, in \
      additions and multiplications per second.
      """)

  @Option(help: "The rows of the product.")
  var rows = 2048

  @Option(help: "The columns of the product.")
  var columns = 2048

  @Option(help: "The columns of the first factor.")
  var depth = 2048

  @Flag(help: "In float64 instead of float32.")
  var double = false

  @Flag(help: "With the first factor transposed, as in gradients of weights.")
  var transposeA = false

  @Flag(help: "With the second factor transposed, as in sums weighted by units' rows.")
  var transposeB = false

  func run() {
    if double {
      print(peakRate(Double.self), rate(Double.self))
    } else {
      print(peakRate(Float.self), rate(Float.self))
    }
  }

  private func rate<S: Scalar>(_: S.Type) -> Double {
    productRate(
      S.self, MatrixProduct(transposeA: transposeA, transposeB: transposeB), rows: rows,
      columns: columns, depth: depth)
  }
}

/// The additions and multiplications per second of a product on one thread.
func productRate<S: Scalar>(
  _: S.Type, _ product: MatrixProduct = MatrixProduct(), rows: Int, columns: Int, depth: Int
) -> Double {
  var graph = Graph()
  let a = graph.parameter(
    rows: product.transposesA ? depth : rows, columns: product.transposesA ? rows : depth)
  let b = graph.parameter(
    rows: product.transposesB ? columns : depth, columns: product.transposesB ? depth : columns)
  let result = graph.apply(product, a, b)
  let seconds = GraphKernels<S>(graph, rows: 1).seconds(of: result)
  return 2 * Double(rows * columns * depth) / seconds
}

/// The additions and multiplications per second of sums of products that never leave the registers, on one thread:
/// what no product can exceed.
func peakRate<S: Scalar>(_: S.Type) -> Double {
  // Enough sums that none waits for its last product, and no more than there are registers for beside the factors.
  hasWideRegisters ? Peak<S, 12, 4, 3>.rate : Peak<S, 5, 2, 1>.rate
}

private enum Peak<S: Scalar, let count: Int, let left: Int, let right: Int> {
  static var rate: Double {
    let steps = 100_000
    var total = S.zero
    let seconds = secondsPerRun { total += sums(steps: steps) }
    precondition(total > 0, "the sums are needed, so that they are computed")
    return 2 * Double(count * S.Register.scalarCount * steps) / seconds
  }

  /// The first of the sums.
  @inline(__always)
  private static func sums(steps: Int) -> S {
    // All different, so that none is computed for another.
    var sums = InlineArray<count, S.Register> { S.Register(repeating: S($0)) }
    let lefts = InlineArray<left, S.Register> { S.Register(repeating: 1 / S($0 + 3)) }
    let rights = InlineArray<right, S.Register> { S.Register(repeating: 1 / S($0 + 7)) }
    for _ in 0..<steps {
      for number in 0..<count {
        sums[number].addProduct(lefts[number % left], rights[number / left % right])
      }
    }
    var total = S.zero
    for number in 0..<count { total += sums[number][0] }
    return total
  }
}
