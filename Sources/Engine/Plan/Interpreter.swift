/// The reference for plans: computes a graph node by node, each value in memory of its own, on one
/// thread. It cuts values into the tiles that a plan has, since the order of sums depends on them.
package struct Interpreter<S: Scalar> {
  private let graph: Graph
  private let tiling: Tiling
  private let batchRows: Int
  private var values: [Value: Memory<S>] = [:]

  /// - Parameters:
  ///   - rows: the rows of the batch, or of the piece of it that is worked on.
  ///   - batchRows: the rows of the whole batch.
  ///   - leaves: the elements, row-major, of data and parameters.
  package init(
    _ computation: Computation, rows: Int, batchRows: Int, leaves: [Value: [S]],
    _ granularity: Granularity = Granularity()
  ) {
    graph = computation.graph
    tiling = Schedule(computation, rows: rows, granularity).tiling
    self.batchRows = batchRows
    for (value, elements) in leaves { values[value] = Memory(elements) }
  }

  /// The elements of a value, row-major; computed with all that it depends on.
  package mutating func elements(of value: Value, context: StepContext<S> = StepContext()) -> [S] {
    Array(memory(of: value, context).elements)
  }

  private mutating func memory(of value: Value, _ context: StepContext<S>) -> Memory<S> {
    if let known = values[value] { return known }
    let shape = graph.shape(value)
    let rowCount = shape.rowCount(batch: tiling.rows)
    let result = Memory<S>(count: rowCount * shape.columns)
    switch graph[value].source {
    case .constant(let number): result.start[0] = S(number)
    case .operation(let operation, let inputs):
      let workspace = Memory<S>(count: graph.workspace(value, rows: tiling.rows))
      let operands = inputs.map { ($0, memory(of: $0, context)) }
      for rows in tiling.tiles(of: tiling.partition(of: shape), rowCount: rowCount) {
        run(operation, on: operands, into: (value, result), rows: rows, workspace, context)
      }
    case .data, .parameter: preconditionFailure("a leaf without elements")
    }
    values[value] = result
    return result
  }

  private func run(
    _ operation: any Operation, on inputs: [(Value, Memory<S>)], into result: (Value, Memory<S>),
    rows: Range<Int>, _ workspace: Memory<S>, _ context: StepContext<S>
  ) {
    let columns = graph.shape(result.0).columns
    let output = Operand(
      pointer: result.1.start + rows.lowerBound * columns, rows: rows.count, columns: columns,
      stride: columns)
    var call = Call(
      kernel: S.kernel(of: operation), output: output, attributes: operation.attributes)
    call.firstRow = rows.lowerBound
    call.batchRows = batchRows
    call.workspace = workspace.start
    let isWhole = rows.count * columns == result.1.count
    call.setInputs(
      inputs.enumerated().map { number, input in
        let (value, memory) = input
        let shape = graph.shape(value)
        var operand = Operand(
          pointer: memory.start, rows: shape.rowCount(batch: tiling.rows), columns: shape.columns,
          stride: shape.columns)
        if isWhole { return operand }
        switch graph.region(of: value, for: result.0, operand: number) {
        case .whole: break
        case .rows:
          operand.rows = rows.count
          operand.pointer += rows.lowerBound * operand.stride
        case .columns:
          operand.columns = rows.count
          operand.pointer += rows.lowerBound
        }
        return operand
      })
    withUnsafePointer(to: call) { call in
      withUnsafePointer(to: context) { call.pointee.kernel(call, $0) }
    }
  }
}

extension Memory {
  /// A block with the given elements.
  convenience init(_ elements: [S]) {
    self.init(count: elements.count)
    _ = self.elements.update(from: elements)
  }
}
