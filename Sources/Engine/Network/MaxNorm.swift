/// A greatest norm for the weights that come into a unit, kept by shortening longer ones after each
/// update.
///
/// Invariant: `project` is called when nobody else reads or writes parameters; each unit's weights are
/// touched by one task alone.
struct MaxNorm<S: Scalar>: Sendable {
  /// The weights that are worth a task of their own, some 10 µs of work.
  private static var weightsOfTask: Int { 20_000 }

  private let stage: Stage

  /// - Parameter threads: the most that share the work.
  init(_ limit: Double, storage: ParameterStorage<S>, threads: Int) {
    let limit = S(limit)
    var tasks: [(tensor: Int, units: Range<Int>)] = []
    for (number, tensor) in storage.tensors.enumerated() where tensor.isWeight {
      let length = max(1, Self.weightsOfTask / max(tensor.columns, 1))
      for start in stride(from: 0, to: tensor.rows, by: length) {
        tasks.append((number, start..<min(start + length, tensor.rows)))
      }
    }
    let all = tasks
    stage = Stage(orders: Array(repeating: Array(all.indices), count: threads)) { task, _ in
      let (number, units) = all[task]
      let columns = storage.tensors[number].columns
      let values = storage.elements(of: number, in: storage.values)
      let points = storage.elements(of: number, in: storage.evaluationPoint)
      for unit in units {
        let weights = unit * columns..<(unit + 1) * columns
        Self.shorten(values.extracting(weights), points.extracting(weights), to: limit)
      }
    }
  }

  /// Shortens the weights of all units.
  /// - Parameter team: who shares the work; nil for the caller alone.
  func project(by team: Team?) {
    if let team {
      team.finish(stage)
    } else {
      stage.workAlone()
    }
  }

  private static func shorten(
    _ weights: UnsafeMutableBufferPointer<S>, _ points: UnsafeMutableBufferPointer<S>,
    to limit: S
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
