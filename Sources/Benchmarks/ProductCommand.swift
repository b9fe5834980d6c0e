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
      print(peakRate(Double.Register.self), rate(Double.self))
    } else {
      print(peakRate(Float.Register.self), rate(Float.self))
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
@inline(__always)
func peakRate<Register: SIMD>(_: Register.Type) -> Double
where Register.Scalar: BinaryFloatingPoint {
  // Enough sums that none waits for its last product, and no more than there are registers for beside the factors.
  hasWideRegisters
    ? peakRate(InlineArray<12, Register>.self) : peakRate(InlineArray<4, Register>.self)
}

@inline(__always)
private func peakRate<let count: Int, Register: SIMD>(
  _: InlineArray<count, Register>.Type
) -> Double where Register.Scalar: BinaryFloatingPoint {
  let steps = 100_000
  // All different, so that no sum is computed for another.
  var sums = InlineArray<count, Register> { Register(repeating: Register.Scalar($0)) }
  let left = InlineArray<2, Register> { Register(repeating: 1 / Register.Scalar($0 + 3)) }
  let right = InlineArray<6, Register> { Register(repeating: 1 / Register.Scalar($0 + 7)) }
  let seconds = secondsPerRun {
    for _ in 0..<steps {
      for number in 0..<count { sums[number].addProduct(left[number & 1], right[number >> 1]) }
    }
  }
  var total = Register.zero
  for number in 0..<count { total += sums[number] }
  precondition(total.min() > 0, "the sums are needed, so that they are computed")
  return 2 * Double(count * Register.scalarCount * steps) / seconds
}
