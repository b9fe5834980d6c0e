/// A greatest norm for the weights that come into a unit, kept by shortening longer ones after each
/// update.
///
/// Invariant: threads call `project` between two meetings of the team, when nobody else reads or writes
/// parameters, and each unit's weights are touched by one thread alone.
struct MaxNorm<S: Scalar>: Sendable {
  private let limit: S
  private let storage: ParameterStorage<S>

  init(_ limit: Double, storage: ParameterStorage<S>) {
    self.limit = S(limit)
    self.storage = storage
  }

  /// Shortens a thread's share of the weights: every unit belongs to one thread, so the result does not
  /// depend on their number.
  func project(thread: Int, of threads: Int) {
    for (number, tensor) in storage.tensors.enumerated() where tensor.isWeight {
      let values = storage.elements(of: number, in: storage.values)
      let points = storage.elements(of: number, in: storage.evaluationPoint)
      for unit in stride(from: thread, to: tensor.rows, by: threads) {
        let columns = unit * tensor.columns..<(unit + 1) * tensor.columns
        project(values.extracting(columns), points.extracting(columns))
      }
    }
  }

  private func project(
    _ weights: UnsafeMutableBufferPointer<S>, _ points: UnsafeMutableBufferPointer<S>
  ) {
    var squares: S = 0
    for weight in weights { squares += weight * weight }
    let norm = squares.squareRoot()
    guard norm > limit else { return }
    let factor = limit / norm
    // A point ahead of the weights is ahead of the shortened ones by as much.
    let looksAhead = points.baseAddress != weights.baseAddress
    for index in weights.indices {
      let shortened = factor * weights[index]
      if looksAhead { points[index] += shortened - weights[index] }
      weights[index] = shortened
    }
  }
}
