import ArgumentParser
import Engine
import Spec

/// Every registered operation, activation, loss and optimizer by itself, beside the machine's limit.
struct OperationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "Measure each registered operation, loss and optimizer, on one thread.",
    discussion: """
      Numbers are float32. Bytes are those of operands and result, once each; the limit next to them \
      is the triad a ← b + s c on as many bytes. The limit of products is that at 2048³.
      """)

  func run() throws {
    var table = RateTable()
    for (rows, columns) in [(128, 512), (8, 16)] {
      table.printHeader("operations on \(rows) rows of \(columns) columns")
      for benchmark in try OperationBenchmark.all(rows: rows, columns: columns) {
        table.print(benchmark)
      }
      table.printHeader("losses and their gradients, \(rows) rows")
      for name in Losses.registry.names {
        if let benchmark = try LossBenchmark.measure(name, rows: rows) { table.print(benchmark) }
      }
      table.printHeader("updates of \(rows) × \(columns) weights")
      for name in Optimizers.registry.names {
        table.print(try OptimizerBenchmark.measure(name, count: rows * columns))
      }
    }
  }
}
