import Engine
import Testing

/// Rows of which some count in no loss and no score.
@Suite struct ShareTests {
  private struct Outcome: Equatable {
    var losses: [Double] = []
    var scores: [Double] = []
    var parameters: [Double] = []
    var evaluation: [Double] = []
  }

  /// Trains on rows all at once, and evaluates them.
  private func outcome(
    _ inputs: [Double], _ targets: [Double], weights: [Double]? = nil, shares: [Double]? = nil,
    classes: Int?
  ) throws -> Outcome {
    let network = try Network(
      inputs: 2,
      layers: [
        Dense(units: 3, activation: Tanh()),
        Dense(units: classes ?? 1, activation: classes == nil ? Identity() : Softmax()),
      ],
      loss: classes == nil ? MeanSquaredError() : CrossEntropy(), regularizer: L2(),
      classes: classes, isWeighted: weights != nil, hasShares: shares != nil)
    let learner = Learner<Double>(
      network, optimizer: GradientDescent(), seed: 3, batchRows: targets.count, threads: 1)
    return try inputs.withUnsafeBufferPointer { inputs in
      try targets.withUnsafeBufferPointer { targets in
        try (weights ?? []).withUnsafeBufferPointer { weightNumbers in
          try (shares ?? []).withUnsafeBufferPointer { shareNumbers in
            let rows = Rows(
              inputs: try #require(inputs.baseAddress), targets: try #require(targets.baseAddress),
              weights: weights == nil ? nil : weightNumbers.baseAddress,
              shares: shares == nil ? nil : shareNumbers.baseAddress, count: targets.count)
            var outcome = Outcome()
            for epoch in 1...3 {
              let result = learner.train(epoch: epoch, on: rows, order: nil)
              outcome.losses += [result.loss, result.objective]
              outcome.scores.append(result.score)
            }
            outcome.parameters = learner.model.values
            let evaluation = learner.evaluate(rows)
            outcome.evaluation = [evaluation.loss, evaluation.objective] + evaluation.decisions
            return outcome
          }
        }
      }
    }
  }

  private func expectEqual(_ a: Outcome, _ b: Outcome) {
    for part in [\Outcome.losses, \.scores, \.parameters, \.evaluation] {
      #expect(a[keyPath: part].count == b[keyPath: part].count)
      for (x, y) in zip(a[keyPath: part], b[keyPath: part]) { #expect(abs(x - y) < 1e-12) }
    }
  }

  /// Rows that do not count change nothing for those that do, whatever they hold.
  @Test(arguments: [nil, 3], [false, true])
  func rowsThatDoNotCountAreAsIfNotThere(_ classes: Int?, _ isWeighted: Bool) throws {
    let inputs = [0.5, -1, 9, 9, 1.5, 0.25, -9, 2, 3, 3, -0.5, 0.75]
    let targets: [Double] = [0, 2, 1, 0, 1, 2]
    let weights: [Double] = [2, 5, 0.5, 7, 3, 1]
    let counted = [0, 2, 5]
    let some = try outcome(
      inputs, targets, weights: isWeighted ? weights : nil, shares: [2, 0, 2, 0, 0, 2],
      classes: classes)
    let alone = try outcome(
      counted.flatMap { inputs[2 * $0..<2 * $0 + 2] }, counted.map { targets[$0] },
      weights: isWeighted ? counted.map { weights[$0] } : nil, classes: classes)
    expectEqual(some, alone)
    let all = try outcome(
      inputs, targets, weights: isWeighted ? weights : nil,
      shares: Array(repeating: 1, count: 6), classes: classes)
    let plain = try outcome(
      inputs, targets, weights: isWeighted ? weights : nil, classes: classes)
    expectEqual(all, plain)
    #expect(some.losses != all.losses)
  }
}
