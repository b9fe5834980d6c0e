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
    let values = storage.values.start
    let check = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: 1)
    defer { check.deallocate() }
    check.initialize(to: .zero)
    let block = UpdateBlock(
      values: values, gradients: storage.gradients.start,
      slot0: slots > 0 ? storage.slots[0].start : values,
      slot1: slots > 1 ? storage.slots[1].start : values, count: count, check: check,
      isWeight: true)
    let bytes = (2 + slots) * count * MemoryLayout<Float>.stride
    let seconds = withExtendedLifetime(storage) {
      secondsPerRun { Float.update(block, with: optimizer, step: 100) }
    }
    return OperationBenchmark(
      name: name, shapes: "\(count) weights", seconds: seconds, bytes: bytes, elements: count,
      productOperations: nil)
  }
}
