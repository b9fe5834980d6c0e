/// Turns the steps of a schedule into calls with addresses, for one program.
struct CallResolver<S: Scalar> {
  let schedule: Schedule
  let layout: Layout
  let batchRows: Int
  let storage: ParameterStorage<S>
  /// The rule of the updates; nil where there are none.
  let optimizer: (any Optimizer)?
  /// The buffer from which the graph reads the parameters.
  let point: Memory<S>
  let memory: Memory<S>
  let constants: Memory<S>
  let norms: Memory<S>
  /// The tiles of all parameters' gradients; their norms are kept for an odd and an even step.
  let normCount: Int
  private let constantOffsets: [Value: Int]

  init(
    plan: Plan, batchRows: Int, storage: ParameterStorage<S>, optimizer: (any Optimizer)?,
    point: Memory<S>, memory: Memory<S>
  ) {
    self.optimizer = optimizer
    schedule = plan.schedule
    layout = plan.layout
    self.batchRows = batchRows
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
    normCount = plan.schedule.computation.parameters.reduce(0) { total, parameter in
      let partition = plan.schedule.tiling.partition(of: graph.shape(parameter))
      let rows = graph.shape(parameter).rowCount(batch: plan.schedule.tiling.rows)
      return total + plan.schedule.tiling.tiles(of: partition, rowCount: rows).count
    }
    norms = Memory(count: 2 * normCount)
    computeConstants()
  }

  private func computeConstants() {
    let context = StepContext<S>()
    for value in schedule.constants {
      let output = whole(value, at: address(of: value, thread: 0))
      switch schedule.computation.graph[value].source {
      case .constant(let number): output.pointer[0] = S(number)
      case .operation(let operation, let inputs):
        var call = Call(
          kernel: S.kernel(of: operation), output: output, attributes: operation.attributes)
        call.batchRows = batchRows
        let workspace = Memory<S>(
          count: schedule.computation.graph.workspace(value, rows: schedule.tiling.rows))
        call.workspace = workspace.start
        call.setInputs(inputs.map { whole($0, at: address(of: $0, thread: 0)) })
        withExtendedLifetime(workspace) {
          withUnsafePointer(to: call) { call in
            withUnsafePointer(to: context) { call.pointee.kernel(call, $0) }
          }
        }
      case .data, .parameter: break
      }
    }
  }

  /// The calls of a step on one tile.
  /// - Parameter norm: the number of the next tile whose gradient's norm is taken.
  func calls(_ step: Schedule.Step, tile: Int, thread: Int, norm: inout Int) -> [Call<S>] {
    switch step.work {
    case .compute(let value):
      return [compute(value, rows: rows(of: value, step.partition, tile), thread: thread)]
    case .accumulate(let number):
      let gradient = schedule.computation.parameterGradients[number]
      let rows = rows(of: gradient, step.partition, tile)
      var call = Call(
        kernel: { call, _ in mapElements(call) { $0 + $1 } },
        output: parameter(number, in: storage.gradients, rows: rows))
      call.a = call.output
      call.b = operand(gradient, .rows, rows: rows, thread: thread)
      return [call.flattened()]
    case .norm(let number):
      let rows = rows(of: schedule.computation.parameters[number], step.partition, tile)
      let slot = Operand(pointer: norms.start + norm, rows: 1, columns: 1, stride: 1)
      norm += 1
      var call = Call(
        kernel: { call, context in sumOfSquares(call, context) }, output: slot,
        attributes: Attributes(integers: SIMD4(normCount, 0, 0, 0)))
      call.a = parameter(number, in: storage.gradients, rows: rows)
      return [call]
    case .update(let numbers):
      if numbers.count > 1 { return storage.neighbours(numbers).map { update($0) } }
      let rows = rows(of: schedule.computation.parameters[numbers[0]], step.partition, tile)
      let columns = storage.tensors[numbers[0]].columns
      let start = storage.offsets[numbers[0]] + rows.lowerBound * columns
      let isWeight = storage.tensors[numbers[0]].isWeight
      return [update((start..<start + rows.count * columns, isWeight))]
    }
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
      kernel: S.kernel(of: optimizer), output: operand(storage.values),
      attributes: Attributes(integers: SIMD4(run.isWeight ? 1 : 0, 0, 0, 0)))
    call.a = operand(storage.gradients)
    if storage.slots.count > 0 { call.b = operand(storage.slots[0]) }
    if storage.slots.count > 1 { call.c = operand(storage.slots[1]) }
    return call
  }

  private func compute(_ value: Value, rows: Range<Int>, thread: Int) -> Call<S> {
    let graph = schedule.computation.graph
    let output = operand(value, .rows, rows: rows, thread: thread)
    switch graph[value].source {
    case .data(let number):
      var call = Call(
        kernel: { call, context in gatherRows(call, context) }, output: output,
        attributes: Attributes(integers: SIMD4(number, schedule.tiling.rows, 0, 0)))
      call.firstRow = rows.lowerBound
      return call
    case .operation(let operation, let inputs):
      var call = Call(
        kernel: S.kernel(of: operation), output: output, attributes: operation.attributes)
      call.batchRows = batchRows
      call.firstRow = rows.lowerBound
      let isWhole = rows.count == graph.shape(value).rowCount(batch: schedule.tiling.rows)
      call.setInputs(
        inputs.enumerated().map { number, input in
          let region = graph.region(of: input, for: value, operand: number)
          return operand(input, isWhole ? .whole : region, rows: rows, thread: thread)
        })
      call.workspace = scratch(of: thread) + layout.workspaceOffset
      return operation.isElementwise ? call.flattened() : call
    case .constant, .parameter: preconditionFailure("a leaf is not computed")
    }
  }

  private func rows(of value: Value, _ partition: Partition, _ tile: Int) -> Range<Int> {
    let count = schedule.computation.graph.shape(value).rowCount(batch: schedule.tiling.rows)
    return schedule.tiling.tiles(of: partition, rowCount: count)[tile]
  }

  private func parameter(_ number: Int, in memory: Memory<S>, rows: Range<Int>) -> Operand<S> {
    let columns = storage.tensors[number].columns
    let start = memory.start + storage.offsets[number] + rows.lowerBound * columns
    return Operand(pointer: start, rows: rows.count, columns: columns, stride: columns)
  }

  /// The part of a value that a tile reads, or writes.
  private func operand(
    _ value: Value, _ region: Region, rows: Range<Int>, thread: Int
  ) -> Operand<S> {
    var operand = whole(value, at: address(of: value, thread: thread))
    switch region {
    case .whole: break
    case .rows:
      operand.rows = rows.count
      if case .scratch? = layout.placements[value]?.place { break }
      operand.pointer += rows.lowerBound * operand.stride
    case .columns:
      operand.columns = rows.count
      operand.pointer += rows.lowerBound
    }
    return operand
  }

  private func whole(_ value: Value, at address: UnsafeMutablePointer<S>) -> Operand<S> {
    let shape = schedule.computation.graph.shape(value)
    return Operand(
      pointer: address, rows: shape.rowCount(batch: schedule.tiling.rows), columns: shape.columns,
      stride: shape.columns)
  }

  /// The scratch memory of a thread.
  private func scratch(of thread: Int) -> UnsafeMutablePointer<S> {
    memory.start + layout.sharedCount + thread * layout.scratchCount
  }

  /// The first element of a value: for scratch, of the thread's own.
  func address(of value: Value, thread: Int) -> UnsafeMutablePointer<S> {
    if let offset = constantOffsets[value] { return constants.start + offset }
    if case .parameter(let number) = schedule.computation.graph[value].source {
      return point.start + storage.offsets[number]
    }
    switch layout.placements[value]?.place {
    case .shared(let offset): return memory.start + offset
    case .scratch(let offset):
      return scratch(of: thread) + offset
    case .gradient(let number): return storage.gradients.start + storage.offsets[number]
    case nil: preconditionFailure("a value that is read has a place")
    }
  }
}

extension Call {
  /// A call without inputs, for a batch of its own.
  package init(
    kernel: @escaping Kernel<S>, output: Operand<S>, attributes: Attributes = Attributes()
  ) {
    self.init(
      kernel: kernel, output: output, a: output, b: output, c: output, workspace: output.pointer,
      attributes: attributes,
      firstRow: 0, batchRows: 1)
  }

  /// Sets the operands, at most three.
  package mutating func setInputs(_ inputs: [Operand<S>]) {
    if inputs.count > 0 { a = inputs[0] }
    if inputs.count > 1 { b = inputs[1] }
    if inputs.count > 2 { c = inputs[2] }
  }

  /// An elementwise call as one long row, where no operand has gaps or is a repeated row or column.
  package func flattened() -> Call {
    let count = output.rows * output.columns
    func fits(_ operand: Operand<S>) -> Bool {
      let isNumber = operand.rows == 1 && operand.columns == 1
      let isEqual = operand.rows == output.rows && operand.columns == output.columns
      return isNumber || isEqual && operand.stride == operand.columns
    }
    guard fits(output), fits(a), fits(b), fits(c) else { return self }
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
