/// The parameters as they were before an epoch's last update.
///
/// Invariant: one thread keeps them, while nobody writes parameters.
final class LastPoint<S: Scalar>: @unchecked Sendable {
  private let storage: ParameterStorage<S>
  let values: Memory<S>

  init(of storage: ParameterStorage<S>) {
    self.storage = storage
    values = Memory(count: storage.values.count)
  }

  /// Takes the parameters as they are.
  func keep() { values.start.update(from: storage.values.start, count: values.count) }
}
