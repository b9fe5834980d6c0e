/// Turns the steps of a schedule into calls with addresses, for one program.
struct CallResolver<S: Scalar> {
  let schedule: Schedule
  let layout: Layout
  let storage: ParameterStorage<S>
  /// The rows of the whole batch.
  private let batchRows: Int
  /// The rule of the updates; nil where there are none.
  let optimizer: (any Optimizer)?
  /// The buffer from which the graph reads the parameters.
  let point: Memory<S>
  /// The buffer in which gradients are kept.
  let gradients: Memory<S>
  let memory: Memory<S>
  let constants: Memory<S>
  /// A number for each tile of all parameters' gradients.
  let norms: Memory<S>
  let furtherOperands = FurtherOperands<S>()
  private let constantOffsets: [Value: Int]

  init(
    plan: Plan, storage: ParameterStorage<S>, optimizer: (any Optimizer)?,
    point: Memory<S>, gradients: Memory<S>, memory: Memory<S>
  ) {
    self.gradients = gradients
    self.optimizer = optimizer
    schedule = plan.schedule
    layout = plan.layout
    batchRows = plan.batchRows
    self.storage = storage
    self.point = point
    self.memory = memory
    let graph = schedule.computation.graph
    var offsets: [Value: Int] = [:]
    var count = 0
    for value in schedule.constants {
      offsets[value] = count
      count += Layout.padded(graph.shape(value).count(batch: schedule.tiling.rows))
    }
    constantOffsets = offsets
    constants = Memory(count: count)
    let normCount = plan.schedule.computation.parameters.reduce(0) { total, parameter in
      let partition = plan.schedule.tiling.partition(of: parameter)
      return total + plan.schedule.tiling.tiles(of: partition, shape: graph.shape(parameter)).count
    }
    norms = Memory(count: normCount)
    computeConstants()
  }

  private func computeConstants() {
    let context = StepContext<S>()
    for value in schedule.constants {
      let output = whole(value, at: address(of: value, thread: 0))
      switch schedule.computation.graph[value].source {
      case .constant(let number): output.pointer[0] = S(number)
      case .operation(let operation, let inputs):
        var call = Call(kernel: S.kernel(of: operation), output: output)
        call.batchRows = batchRows
        let workspace = Memory<S>(
          count: schedule.computation.graph.workspace(value, rows: schedule.tiling.rows))
        call.workspace = workspace.start
        call.setInputs(
          inputs.map { whole($0, at: address(of: $0, thread: 0)) }, in: furtherOperands)
        withExtendedLifetime(workspace) {
          withUnsafePointer(to: call) { call in
            withUnsafePointer(to: context) { call.pointee.kernel(call, $0) }
          }
        }
      case .data, .parameter, .state: break
      }
    }
  }

  /// The tasks that a thread may take, with its calls, phase by phase: first those that fall to it, then
  /// those of others, the last of them first, which they come to last. What is in one tile is thread
  /// 0's alone, which takes every other task too where no thread is quicker.
  func tasks(thread: Int, of threads: Int) -> [CallList<S>.Task] {
    var own = Array(repeating: [CallList<S>.Task](), count: schedule.phaseCount)
    var others = own
    var (count, norm) = (0, 0)
    for group in schedule.groups {
      let first = schedule.steps[group[0]]
      let tiles = schedule.tileCount(of: first.partition)
      for tile in 0..<tiles {
        var task = CallList<S>.Task(number: count, phase: first.phase, calls: [], steps: [])
        for number in group {
          for call in calls(schedule.steps[number], tile: tile, thread: thread, norm: &norm) {
            task.calls.append(call)
            task.steps.append(number)
          }
        }
        count += 1
        let workers = min(threads, tiles)
        if tile * workers / tiles == thread {
          own[first.phase].append(task)
        } else if tiles > 1 {
          others[first.phase].append(task)
        }
      }
    }
    return zip(own, others).flatMap { $0 + $1.reversed() }
  }

  /// The calls of a step on one tile.
  /// - Parameter norm: the number of the next tile whose gradient's norm is taken.
  private func calls(_ step: Schedule.Step, tile: Int, thread: Int, norm: inout Int) -> [Call<S>] {
    switch step.work {
    case .compute(let value):
      return [compute(value, tile: tile, thread: thread)]
    case .accumulate(let number):
      let gradient = schedule.computation.parameterGradients[number]
      let rows = range(of: gradient, step.partition, tile)
      var call = Call(
        kernel: { call, _ in mapElements(call) { $0 + $1 } },
        output: parameter(number, in: gradients, rows: rows))
      call.a = call.output
      call.b = operand(gradient, .rows, rows, thread: thread)
      return [call.flattened()]
    case .norm(let number):
      let rows = range(of: schedule.computation.parameters[number], step.partition, tile)
      let slot = Operand(pointer: norms.start + norm, rows: 1, columns: 1, stride: 1)
      norm += 1
      var call = Call(kernel: { call, _ in sumOfSquares(call) }, output: slot)
      let gradient = schedule.computation.parameterGradients[number]
      call.a = gradientOperand(number, gradient, rows, thread: thread)
      return [call]
    case .update(let numbers):
      if numbers.count > 1 {
        let areApart = optimizer.map { !$0.treatsAllAlike } ?? true
        return storage.neighbours(numbers, areApart: areApart).map { update($0) }
      }
      let rows = range(of: schedule.computation.parameters[numbers[0]], step.partition, tile)
      let columns = storage.tensors[numbers[0]].columns
      let start = storage.offsets[numbers[0]] + rows.lowerBound * columns
      let isWeight = storage.tensors[numbers[0]].isWeight
      var call = update((start..<start + rows.count * columns, isWeight))
      let gradient = schedule.computation.parameterGradients[numbers[0]]
      call.a.pointer = gradientOperand(numbers[0], gradient, rows, thread: thread).pointer
      return [call]
    case .keep(let number):
      let (state, value) = schedule.computation.stateUpdates[number]
      let input = operand(value, .whole, 0..<0, thread: thread)
      precondition(input.rows * input.columns == storage.states[state].count)
      var call = Call<S>(
        kernel: { call, _ in mapElements(call) { $0 } },
        output: Operand(
          pointer: storage.states[state].start, rows: input.rows, columns: input.columns,
          stride: input.columns))
      call.a = input
      return [call.flattened()]
    }
  }

  /// Some rows of a gradient: where it is kept, or where it was just computed.
  private func gradientOperand(
    _ number: Int, _ gradient: Value, _ rows: Range<Int>, thread: Int
  ) -> Operand<S> {
    if schedule.computation.gradients.accumulates || isGradient(gradient) {
      return parameter(number, in: gradients, rows: rows)
    }
    return operand(gradient, .rows, rows, thread: thread)
  }

  /// The update of a run of elements of the parameters.
  private func update(_ run: (elements: Range<Int>, isWeight: Bool)) -> Call<S> {
    guard let optimizer else { preconditionFailure("updates follow the rule of an optimizer") }
    func operand(_ memory: Memory<S>) -> Operand<S> {
      Operand(
        pointer: memory.start + run.elements.lowerBound, rows: 1, columns: run.elements.count,
        stride: run.elements.count)
    }
    var call = Call(
      kernel: S.kernel(of: optimizer, areWeights: run.isWeight), output: operand(storage.values))
    call.a = operand(gradients)
    if storage.slots.count > 0 { call.b = operand(storage.slots[0]) }
    if storage.slots.count > 1 { call.c = operand(storage.slots[1]) }
    return call
  }

  private func compute(_ value: Value, tile: Int, thread: Int) -> Call<S> {
    let (graph, tiling) = (schedule.computation.graph, schedule.tiling)
    let range = range(of: value, tiling.partition(of: value), tile)
    let isByColumns = tiling.isCutByColumns(value, in: graph)
    let output = operand(value, isByColumns ? .columns : .rows, range, thread: thread)
    switch graph[value].source {
    case .data(let number):
      let rows = tiling.rows
      if batchRows == 1 {
        return Call(kernel: { gatherRow($0, $1, of: number) }, output: output)
      }
      var call = Call(
        kernel: { call, context in gatherRows(call, context, of: number, batch: rows) },
        output: output)
      call.firstRow = range.lowerBound
      return call
    case .operation(let operation, let inputs):
      var call = Call(kernel: S.kernel(of: operation), output: output)
      call.batchRows = batchRows
      call.firstRow = isByColumns ? 0 : range.lowerBound
      call.setInputs(
        inputs.enumerated().map { number, input in
          let (region, range) = tiling.part(of: number, for: value, tile: tile, in: graph)
          return operand(input, region, range, thread: thread)
        }, in: furtherOperands)
      call.workspace = scratch(of: thread) + layout.workspaceOffset
      guard operation.isElementwise else { return call }
      call = call.flattened()
      guard call.output.rows == 1, tiling.partition(of: value) == .whole,
        inputs.allSatisfy({ schedule.views.isContiguous($0) })
      else { return call }
      if call.output.columns <= 8, let kernel = S.vectorKernel(of: operation) {
        call.kernel = kernel
      } else if !isGradient(value) {
        // So that no vector is computed in part.
        call.output.columns = (call.output.columns + 7) / 8 * 8
      }
      return call
    case .constant, .parameter, .state: preconditionFailure("a leaf is not computed")
    }
  }

  /// Whether a value is computed where a gradient is kept, behind which there must be 0. Behind any other value that has
  /// one tile, a few elements may be written: its place is rounded up.
  private func isGradient(_ value: Value) -> Bool {
    if case .gradient? = layout.placements[value]?.place { return true }
    return false
  }

  private func range(of value: Value, _ partition: Partition, _ tile: Int) -> Range<Int> {
    schedule.tiling.tiles(of: partition, shape: schedule.computation.graph.shape(value))[tile]
  }

  private func parameter(_ number: Int, in memory: Memory<S>, rows: Range<Int>) -> Operand<S> {
    let columns = storage.tensors[number].columns
    let start = memory.start + storage.offsets[number] + rows.lowerBound * columns
    return Operand(pointer: start, rows: rows.count, columns: columns, stride: columns)
  }

  /// The part of a value that a tile reads, or writes.
  private func operand(
    _ value: Value, _ region: Region, _ range: Range<Int>, thread: Int
  ) -> Operand<S> {
    let operand = whole(value, at: address(of: value, thread: thread))
    guard case .scratch? = layout.placements[schedule.views.root(of: value)]?.place else {
      return operand.part(region, range)
    }
    // Scratch memory holds nothing but the tile, of a view's root some whole rows.
    var tile = operand.part(region, 0..<range.count)
    if schedule.views[value] == nil { tile.stride = tile.columns }
    return tile
  }

  private func whole(_ value: Value, at address: UnsafeMutablePointer<S>) -> Operand<S> {
    let shape = schedule.computation.graph.shape(value)
    return Operand(
      pointer: address, rows: shape.rowCount(batch: schedule.tiling.rows), columns: shape.columns,
      stride: schedule.views[value]?.stride ?? shape.columns)
  }

  /// The scratch memory of a thread.
  private func scratch(of thread: Int) -> UnsafeMutablePointer<S> {
    memory.start + layout.sharedCount + thread * layout.scratchCount
  }

  /// The first element of a value: for scratch, of the thread's own.
  func address(of value: Value, thread: Int) -> UnsafeMutablePointer<S> {
    if let view = schedule.views[value] {
      return address(of: view.root, thread: thread) + view.offset
    }
    if let offset = constantOffsets[value] { return constants.start + offset }
    if case .parameter(let number) = schedule.computation.graph[value].source {
      return point.start + storage.offsets[number]
    }
    if case .state(let number) = schedule.computation.graph[value].source {
      return storage.states[number].start
    }
    switch layout.placements[value]?.place {
    case .shared(let offset): return memory.start + offset
    case .scratch(let offset):
      return scratch(of: thread) + offset
    case .gradient(let number): return gradients.start + storage.offsets[number]
    case nil: preconditionFailure("a value that is read has a place")
    }
  }
}

extension Operand {
  /// A part of the matrix: all of it, or a range of rows or of columns.
  func part(_ region: Region, _ range: Range<Int>) -> Operand {
    var part = self
    switch region {
    case .whole: break
    case .rows:
      part.rows = range.count
      part.pointer += range.lowerBound * stride
    case .columns:
      part.columns = range.count
      part.pointer += range.lowerBound
    }
    return part
  }
}

extension Call {
  /// An elementwise call as one long row, where no operand has gaps or is a repeated row or column.
  package func flattened() -> Call {
    let count = output.rows * output.columns
    func fits(_ operand: Operand<S>) -> Bool {
      let isNumber = operand.rows == 1 && operand.columns == 1
      let isEqual = operand.rows == output.rows && operand.columns == output.columns
      return isNumber || isEqual && operand.stride == operand.columns
    }
    guard inputCount <= 3, fits(output), fits(a), fits(b), fits(c) else { return self }
    var call = self
    func flat(_ operand: Operand<S>) -> Operand<S> {
      guard operand.rows * operand.columns > 1 else { return operand }
      return Operand(pointer: operand.pointer, rows: 1, columns: count, stride: count)
    }
    call.output = flat(output)
    call.a = flat(a)
    call.b = flat(b)
    call.c = flat(c)
    return call
  }
}
