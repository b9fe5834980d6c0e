import ArgumentParser
import Engine

/// The rate of matrix products, which bounds training.
struct ProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product",
    abstract: """
      Print the rates of a matrix product on one thread, in operations per second: by BLAS, and by the kernel of \
      training.portable.
      """)

  @Option(help: "The rows and columns of both factors.")
  var size = 2048

  @Option(help: "How many products by each are timed, in turns; the fastest counts.")
  var repeats = 5

  @Flag(help: "In float64 instead of float32.")
  var double = false

  @Flag(help: "With the first factor transposed, as in gradients of weights.")
  var transposeA = false

  @Flag(help: "With the second factor transposed, as in sums weighted by units' rows.")
  var transposeB = false

  func run() {
    let product = MatrixProduct(transposeA: transposeA, transposeB: transposeB)
    let rates =
      double
      ? ProductRates(Double.self, product, size: size, repeats: repeats)
      : ProductRates(Float.self, product, size: size, repeats: repeats)
    print(rates.byBLAS, rates.portable)
  }
}

/// The measured rates of the product of two square matrices on one thread.
struct ProductRates {
  /// Additions and multiplications per second.
  let byBLAS: Double
  /// The same by the kernel that has the same bits on every processor.
  let portable: Double

  /// - Parameter size: as many rows as go to BLAS.
  init<S: Scalar>(
    _: S.Type, _ product: MatrixProduct = MatrixProduct(), size: Int, repeats: Int
  ) {
    let products = [false, true].map { isPortable in
      var graph = Graph(hasPortableProducts: isPortable)
      let factors = (0..<2).map { _ in graph.parameter(rows: size, columns: size) }
      let result = graph.apply(product, factors)
      return (kernels: GraphKernels<S>(graph, rows: 1), result: result)
    }
    var seconds = [Double](repeating: .infinity, count: products.count)
    for _ in 0..<repeats {
      for (way, product) in products.enumerated() {
        seconds[way] = min(
          seconds[way], fastest(of: 1) { product.kernels.run(product.result) })
      }
    }
    let operations = 2 * Double(size * size * size)
    (byBLAS, portable) = (operations / seconds[0], operations / seconds[1])
  }
}
