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
  ///   - leaves: the elements, row-major, of data, parameters and states.
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
      let tiles = tiling.tiles(of: tiling.partition(of: value), shape: shape)
      for (tile, range) in tiles.enumerated() {
        run(
          operation, on: operands, into: (value, result), tile: tile, range, workspace, context)
      }
    case .data, .parameter, .state: preconditionFailure("a leaf without elements")
    }
    values[value] = result
    return result
  }

  private func run(
    _ operation: any Operation, on inputs: [(Value, Memory<S>)], into result: (Value, Memory<S>),
    tile: Int, _ range: Range<Int>, _ workspace: Memory<S>, _ context: StepContext<S>
  ) {
    let isByColumns = tiling.isCutByColumns(result.0, in: graph)
    let output = whole(result).part(isByColumns ? .columns : .rows, range)
    let furtherOperands = FurtherOperands<S>()
    var call = Call(kernel: S.kernel(of: operation), output: output)
    call.firstRow = isByColumns ? 0 : range.lowerBound
    call.batchRows = batchRows
    call.workspace = workspace.start
    call.setInputs(
      inputs.enumerated().map { number, input in
        let (region, range) = tiling.part(of: number, for: result.0, tile: tile, in: graph)
        return whole(input).part(region, range)
      }, in: furtherOperands)
    withExtendedLifetime(furtherOperands) {
      withUnsafePointer(to: call) { call in
        withUnsafePointer(to: context) { call.pointee.kernel(call, $0) }
      }
    }
  }

  private func whole(_ value: (Value, Memory<S>)) -> Operand<S> {
    let shape = graph.shape(value.0)
    return Operand(
      pointer: value.1.start, rows: shape.rowCount(batch: tiling.rows), columns: shape.columns,
      stride: shape.columns)
  }
}

extension Memory {
  /// A block with the given elements.
  convenience init(_ elements: [S]) {
    self.init(count: elements.count)
    _ = self.elements.update(from: elements)
  }
}
