import Engine

/// One update of weights by an optimizer.
enum OptimizerBenchmark {
  static func measure(_ name: String, count: Int) throws -> OperationBenchmark {
    let optimizer = try ComponentSelection.with("optimizer", name).optimizer
    let slots = type(of: optimizer).slotCount
    let storage = ParameterStorage<Float>(
      [.init(rows: 1, columns: count, isWeight: true)], slots: slots)
    storage.values.elements.update(repeating: 0.5)
    // So small that many updates leave the weights where they are.
    storage.gradients.elements.update(repeating: 1e-6)
    func operand(_ memory: Memory<Float>) -> Operand<Float> {
      Operand(pointer: memory.start, rows: 1, columns: count, stride: count)
    }
    var call = Call(
      kernel: Float.kernel(of: optimizer, areWeights: true), output: operand(storage.values))
    call.a = operand(storage.gradients)
    if slots > 0 { call.b = operand(storage.slots[0]) }
    if slots > 1 { call.c = operand(storage.slots[1]) }
    let context = StepContext<Float>()
    let bytes = (2 + slots) * count * MemoryLayout<Float>.stride
    let seconds = withExtendedLifetime(storage) {
      withUnsafePointer(to: call) { call in
        withUnsafePointer(to: context) { context in
          secondsPerRun { call.pointee.kernel(call, context) }
        }
      }
    }
    return OperationBenchmark(
      name: name, shapes: "\(count) weights", seconds: seconds, bytes: bytes, elements: count,
      productOperations: nil)
  }
}
