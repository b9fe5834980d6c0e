package import Engine
import Spec
import System
package import Tabular

extension Encoded where Scalar: RunScalar {
  /// The rows as the engine takes them, for the time of a call.
  /// - Parameter areWeighted: whether their losses count by their weights.
  package func withRows<Result, Fault: Error>(
    areWeighted: Bool = true, _ body: (Rows<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let (inputs, targets) = (nodes?.inputs ?? inputs, nodes?.targets ?? targets)
    let weights = areWeighted ? nodes.map(\.weights) ?? weights : nil
    func address<Answer>(
      of matrix: Matrix<Scalar>?, _ body: (UnsafePointer<Scalar>?) throws(Fault) -> Answer
    ) throws(Fault) -> Answer {
      guard let matrix else { return try body(nil) }
      return try matrix.withUnsafeBufferPointer { elements throws(Fault) in
        try body(elements.baseAddress)
      }
    }
    return try address(of: inputs) { inputs throws(Fault) in
      try address(of: targets) { targets throws(Fault) in
        try address(of: weights) { weights throws(Fault) in
          try address(of: nodes?.shares) { shares throws(Fault) in
            guard let inputs, let targets else { preconditionFailure("a matrix has an address") }
            return try body(
              Rows(
                inputs: inputs, targets: targets, weights: weights, shares: shares,
                count: involvedRows))
          }
        }
      }
    }
  }

  /// Calls `body` with the inputs and targets of each row that counts.
  package func forEachRow(
    _ body: (_ inputs: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>) -> Void
  ) {
    let length = areInMemory ? max(1, rows) : 1024
    let room = areInMemory ? 0 : length
    let (ofInputs, ofTargets) = (
      Memory<Scalar>(count: room * inputs.columns), Memory<Scalar>(count: room * targets.columns)
    )
    func all(_ inputs: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>, _ count: Int) {
      for row in 0..<count {
        body(inputs + row * self.inputs.columns, targets + row * self.targets.columns)
      }
    }
    guard !areInMemory else {
      var alone = self
      alone.nodes = nil
      return alone.withRows(areWeighted: false) { all($0.inputs, $0.targets, $0.count) }
    }
    for start in stride(from: 0, to: rows, by: length) {
      let part = start..<min(start + length, rows)
      inputs.copy(part, to: ofInputs.start)
      targets.copy(part, to: ofTargets.start)
      all(UnsafePointer(ofInputs.start), UnsafePointer(ofTargets.start), part.count)
    }
  }

  /// So many numbers of inputs are read at a time of rows that are not in memory.
  private static var numbersAtOnce: Int { 1 << 22 }

  /// The bytes of the parts of it that are in memory in training, where the rows are not: two blocks, and what is
  /// evaluated at a time.
  var windowSize: Int {
    guard !areInMemory else { return 0 }
    return 2 * size / max(1, blocks.count) + 2 * Self.numbersAtOnce * MemoryLayout<Scalar>.stride
  }

  /// The rows whose results an evaluation has in memory.
  var rowsAtOnce: Int {
    areInMemory ? rows : min(rows, max(1, Self.numbersAtOnce / max(1, inputs.columns)))
  }

  /// Evaluates the rows that count, part by part where they are not in memory.
  /// - Parameters:
  ///   - areWeighted: whether their losses count by their weights.
  ///   - ranking: whether rows are to be ranked, too.
  ///   - keepsLosses: whether the loss of each row is asked for.
  ///   - stops: asked by any thread whether the evaluation is given up.
  ///   - found: told what the rows of a part gave one by one.
  /// - Returns: what all gave, without that of each; nil where the evaluation was given up.
  package func evaluate(
    by learner: Learner<Scalar>, areWeighted: Bool = true, ranking: Bool = false,
    keepsLosses: Bool = false, stops: @escaping @Sendable () -> Bool = { false },
    found: (Range<Int>, Evaluation<Scalar>) -> Void = { _, _ in }
  ) -> Evaluation<Scalar>? {
    guard !areInMemory else {
      let evaluation = withRows(areWeighted: areWeighted) {
        learner.evaluate($0, ranking: ranking, keepsLosses: keepsLosses, stops: stops)
      }
      guard var evaluation else { return nil }
      found(0..<rows, evaluation)
      (evaluation.decisions, evaluation.margins) = ([], [])
      return evaluation
    }
    let unit = learner.network.rowsEvaluatedAtOnce
    let length = max(1, rowsAtOnce / unit) * unit
    let parts = stride(from: 0, to: rows, by: length).map { $0..<min($0 + length, rows) }
    let buffers = (
      inputs: Memory<Scalar>(count: length * inputs.columns),
      targets: Memory<Scalar>(count: length * targets.columns),
      weights: Memory<Scalar>(count: length)
    )
    let weights = areWeighted ? weights : nil
    return learner.evaluate(
      parts: parts, ranking: ranking, keepsLosses: keepsLosses, stops: stops,
      read: { part in
        inputs.copy(part, to: buffers.inputs.start)
        targets.copy(part, to: buffers.targets.start)
        weights?.copy(part, to: buffers.weights.start)
        return Rows(
          inputs: UnsafePointer(buffers.inputs.start),
          targets: UnsafePointer(buffers.targets.start),
          weights: weights == nil ? nil : UnsafePointer(buffers.weights.start), count: part.count)
      }, found: found)
  }

  /// Evaluates the rows with what each of them gave, for whoever needs all of that in memory.
  package func evaluateEach(
    by learner: Learner<Scalar>, ranking: Bool = false, keepsLosses: Bool = false
  ) -> Evaluation<Scalar> {
    var (decisions, margins, losses): ([Scalar], [Scalar], [Double]) = ([], [], [])
    let evaluation = evaluate(
      by: learner, ranking: ranking, keepsLosses: keepsLosses,
      found: { _, part in
        decisions += part.decisions
        margins += part.margins
        losses += part.losses
      })
    guard var evaluation else {
      preconditionFailure("an evaluation that nobody stops comes to its end")
    }
    (evaluation.decisions, evaluation.margins, evaluation.losses) = (decisions, margins, losses)
    return evaluation
  }

  /// Refuses targets that a network's loss is not defined for.
  /// - Parameter path: the rows' file.
  /// - Throws: `data`.
  func checkTargets(of network: Network, in path: String) throws(Failure) {
    let loss = type(of: network.loss)
    guard network.classes == nil, let targets = fileTargets else { return }
    guard loss.targets.lower != nil else { return }
    var found: Double?
    targets.forEachPiece { _, numbers in
      if found == nil { found = numbers.first { !loss.targets.contains($0) } }
    }
    guard let found else { return }
    throw Failure(
      .data, at: .file(path),
      "a target is \(found), but the loss \(loss.name.quoted) needs each to be "
        + loss.targets.expectation)
  }

  /// The bytes of the numbers, those of further nodes left out.
  var size: Int {
    (inputs.columns + targets.columns + (weights == nil ? 0 : 1)) * rows
      * MemoryLayout<Scalar>.stride
  }
}

extension Encoded {
  /// The numbers of the rows' classes; to be asked for in a classification.
  var labels: [Int] { if case .labels(let labels) = truth(of: 0..<rows) { labels } else { [] } }
}

extension NodeRows {
  /// The bytes of what the splits share.
  var sharedSize: Int {
    (inputs.columns + targets.columns) * inputs.rows * MemoryLayout<Scalar>.stride
  }
}

extension NodeGraph {
  /// The graph of a table's rows.
  convenience init(_ edges: Edges) {
    self.init(count: edges.count, edges: edges.pairs, isDirected: edges.isDirected)
  }
}
