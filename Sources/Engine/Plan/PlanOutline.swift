/// How a plan runs, for people: its phases, its tiles, and where values lie and for how long.
package struct PlanOutline: Sendable {
  /// One step of a plan.
  package struct Step: Sendable {
    package enum Work: Sendable {
      case compute(Value)
      case accumulate(parameter: Int)
      case norm(parameter: Int)
      case update(parameters: [Int])
      case keep(state: Int)
    }

    package let work: Work
    /// Counted from 0; one begins when all of the phase before is done.
    package let phase: Int
    /// The pieces into which the step's result is cut, each worked on by one thread.
    package let tiles: Int
    /// The rows of a tile, or its columns; the last one may have fewer.
    package let tileLength: Int
    package let isCutByColumns: Bool
  }

  /// Where a value lies.
  package struct Place: Sendable {
    package enum Memory: Sendable {
      /// The scratch memory of a thread, used anew for each tile.
      case scratch
      /// Memory that all threads see.
      case shared
      /// Where the gradient of a parameter is kept.
      case gradient(parameter: Int)
    }

    package let value: Value
    package let memory: Memory
    /// In elements.
    package let offset: Int
    package let count: Int
    /// The steps, or for shared memory the phases, between which the value is held.
    package let first: Int
    package let last: Int
  }

  /// Columns of a product, and the order of their sums.
  package struct Sums: Sendable {
    package let columns: Range<Int>
    package let order: SumOrder

    package init(columns: Range<Int>, order: SumOrder) {
      self.columns = columns
      self.order = order
    }
  }

  /// The graph as it is run: equal nodes shared, functions of sums in one pass.
  package let graph: Graph
  package let rows: Int
  package let steps: [Step]
  package let phaseCount: Int
  /// In the order of the steps.
  package let places: [Place]
  /// The values that are computed when the plan is made.
  package let constants: [Value]
  /// The elements of a thread's scratch memory, and of the memory that all see.
  package let scratchCount: Int
  package let sharedCount: Int
  /// The additions and multiplications of the batch's rows.
  package let work: Int
  /// Of each product the orders of its sums. Those of a last tile with fewer rows than the others may have another one.
  package let sums: [Value: [Sums]]
}

extension Plan {
  package var outline: PlanOutline {
    let graph = schedule.computation.graph
    let steps = schedule.steps.map { step in
      let work: PlanOutline.Step.Work
      let result: Value
      switch step.work {
      case .compute(let value):
        work = .compute(value)
        result = value
      case .accumulate(let number):
        work = .accumulate(parameter: number)
        result = schedule.computation.parameters[number]
      case .norm(let number):
        work = .norm(parameter: number)
        result = schedule.computation.parameters[number]
      case .update(let numbers):
        work = .update(parameters: numbers)
        result = schedule.computation.parameters[numbers[0]]
      case .keep(let number):
        let update = schedule.computation.stateUpdates[number]
        work = .keep(state: update.state)
        result = update.value
      }
      let tiles = schedule.tiling.tiles(of: step.partition, shape: graph.shape(result))
      return PlanOutline.Step(
        work: work, phase: step.phase, tiles: tiles.count, tileLength: tiles[0].count,
        isCutByColumns: schedule.tiling.isCutByColumns(result, in: graph))
    }
    let places = schedule.steps.compactMap { step -> PlanOutline.Place? in
      guard case .compute(let value) = step.work, let placement = layout.placements[value] else {
        return nil
      }
      let memory: PlanOutline.Place.Memory =
        switch placement.place {
        case .scratch: .scratch
        case .shared: .shared
        case .gradient(let number): .gradient(parameter: number)
        }
      return PlanOutline.Place(
        value: value, memory: memory, offset: placement.offset, count: placement.count,
        first: placement.first, last: placement.last)
    }
    return PlanOutline(
      graph: graph, rows: rows, steps: steps, phaseCount: schedule.phaseCount, places: places,
      constants: schedule.constants, scratchCount: layout.scratchCount,
      sharedCount: layout.sharedCount, work: work, sums: sums)
  }

  private var sums: [Value: [PlanOutline.Sums]] {
    let (graph, tiling) = (schedule.computation.graph, schedule.tiling)
    var sums: [Value: [PlanOutline.Sums]] = [:]
    for step in schedule.steps {
      guard case .compute(let value) = step.work,
        case .operation(let operation, let inputs) = graph[value].source,
        let product = operation as? MatrixProduct ?? (operation as? AddedProduct)?.product
      else { continue }
      let shape = graph.shape(value)
      let factor = graph.shape(inputs[0])
      let depth = product.transposesA ? factor.rowCount(batch: rows) : factor.columns
      let tiles = tiling.tiles(of: step.partition, shape: shape)
      let isCutByColumns = tiling.isCutByColumns(value, in: graph)
      sums[value] = (isCutByColumns ? tiles : [0..<shape.columns]).map { columns in
        PlanOutline.Sums(
          columns: columns,
          order: SumOrder(
            rows: isCutByColumns ? shape.rowCount(batch: rows) : tiles[0].count,
            columns: columns.count, depth: depth, transposeA: product.transposesA,
            transposeB: product.transposesB))
      }
    }
    return sums
  }
}
