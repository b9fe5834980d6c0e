import ArgumentParser
import Engine

/// The rate of matrix products, which bounds training.
struct ProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sgemm",
    abstract: "Print the rate of a float32 matrix product on one thread, in operations per second.")

  @Option(help: "The rows and columns of both factors.")
  var size = 2048

  @Option(help: "How many products are timed; the fastest counts.")
  var repeats = 5

  func run() {
    print(ProductRate(size: size, repeats: repeats).operationsPerSecond)
  }
}

/// The measured rate of the product of two square float32 matrices by the engine's BLAS, on one thread.
struct ProductRate {
  /// Additions and multiplications.
  let operationsPerSecond: Double

  init(size: Int, repeats: Int) {
    let factors = (0..<2).map { _ in Memory<Float>(count: size * size) }
    for factor in factors { factor.elements.update(repeating: 0.5) }
    let result = Memory<Float>(count: size * size)
    let seconds = fastest(of: repeats) {
      Float.blasProduct(
        transposeA: false, transposeB: false, rows: size, columns: size, depth: size,
        a: factors[0].start, leadingA: size, b: factors[1].start, leadingB: size,
        c: result.start, leadingC: size)
    }
    operationsPerSecond = 2 * Double(size * size * size) / seconds
  }
}
