/// A graph without parameters as a function of rows.
///
/// Invariant: one thread at a time uses it.
package final class GraphFunction<S: Scalar>: @unchecked Sendable {
  private let program: Program<S>
  private let results: [UnsafePointer<S>]
  private let columns: Int
  /// Rows that are too few, and others behind them that do not count.
  private let input: Memory<S>
  private let rowsAtOnce: Int

  /// - Parameters:
  ///   - graph: of one matrix of data, [rows, columns].
  ///   - outputs: the values that are asked for, each with a row for each of the data.
  ///   - rowsAtOnce: how many rows are computed at once.
  package init(_ graph: Graph, columns: Int, outputs: [Value], rowsAtOnce: Int = 64) {
    let plan = Plan(Computation(graph: graph, outputs: outputs, parameters: []), rows: rowsAtOnce)
    let storage = ParameterStorage<S>([])
    let program = Program(plan, storage: storage, point: storage.values)
    self.program = program
    results = outputs.map { output in
      guard let address = program.output(output) else {
        preconditionFailure("the plan has these outputs")
      }
      return address
    }
    self.columns = columns
    self.rowsAtOnce = rowsAtOnce
    input = Memory(count: rowsAtOnce * columns)
  }

  /// Computes the outputs of rows.
  /// - Parameters:
  ///   - rows: [count, columns]
  ///   - body: called with some rows at a time, the number of the first and how many there are, and for each output
  ///     the address of their values, [rows, the output's columns].
  package func run(
    _ rows: UnsafePointer<S>, count: Int,
    _ body: (_ first: Int, _ count: Int, _ outputs: [UnsafePointer<S>]) -> Void
  ) {
    var start = 0
    while start < count {
      let part = min(rowsAtOnce, count - start)
      input.start.update(from: rows + start * columns, count: part * columns)
      let data = Rows(
        inputs: UnsafePointer(input.start), targets: UnsafePointer(input.start), count: rowsAtOnce)
      withUnsafePointer(to: StepContext(data)) { program.run($0) }
      body(start, part, results)
      start += part
    }
  }
}
