/// A network in training as it was at the start of an epoch, so that the epoch's updates can be made
/// again.
final class EpochStart<S: Scalar> {
  private let storage: ParameterStorage<S>
  private let values: Memory<S>
  private let slots: [Memory<S>]
  private let states: [Memory<S>]
  /// The updates before it.
  private(set) var step = 0

  init(of storage: ParameterStorage<S>) {
    self.storage = storage
    values = Memory(count: storage.values.count)
    slots = storage.slots.map { Memory(count: $0.count) }
    states = storage.states.map { Memory(count: $0.count) }
  }

  /// Keeps the parameters and the optimizer's state as they are.
  func keep(step: Int) {
    self.step = step
    Self.copy(
      from: storage.values, storage.slots + storage.states, to: values, slots + states)
  }

  /// Puts back what was kept.
  func restore() {
    Self.copy(
      from: values, slots + states, to: storage.values, storage.slots + storage.states)
  }

  private static func copy(
    from values: Memory<S>, _ slots: [Memory<S>], to others: Memory<S>, _ otherSlots: [Memory<S>]
  ) {
    others.start.update(from: values.start, count: values.count)
    for (slot, other) in zip(slots, otherSlots) {
      other.start.update(from: slot.start, count: slot.count)
    }
  }
}
