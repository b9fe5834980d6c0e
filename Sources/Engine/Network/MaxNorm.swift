/// Greatest norms for the weights that come into a unit, kept by shortening longer ones after each
/// update.
///
/// Invariant: `project` is called when nobody else reads or writes parameters; each unit's weights are
/// touched by one task alone.
struct MaxNorm<S: Scalar>: Sendable {
  /// The weights that are worth a task of their own, some 10 µs of work.
  private static var weightsOfTask: Int { 20_000 }

  private let stage: Stage

  /// Nil where no weights have a greatest norm.
  /// - Parameters:
  ///   - limits: the greatest norm of each tensor; nil for none.
  ///   - threads: the most that share the work.
  init?(_ limits: [Double?], storage: ParameterStorage<S>, threads: Int) {
    var tasks: [(tensor: Int, limit: S, units: Range<Int>)] = []
    for (number, tensor) in storage.tensors.enumerated() {
      guard let limit = limits[number] else { continue }
      let length = max(1, Self.weightsOfTask / max(tensor.columns, 1))
      for start in stride(from: 0, to: tensor.rows, by: length) {
        tasks.append((number, S(limit), start..<min(start + length, tensor.rows)))
      }
    }
    guard !tasks.isEmpty else { return nil }
    let all = tasks
    stage = Stage(orders: Array(repeating: Array(all.indices), count: threads)) { task, _ in
      let (number, limit, units) = all[task]
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
