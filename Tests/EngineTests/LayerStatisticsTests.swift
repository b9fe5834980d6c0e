import Engine
import Testing

@Suite struct LayerStatisticsTests {
  private static func network(_ activation: any Activation) -> Network {
    soundNetwork(
      inputs: 1,
      layers: [
        Dense(units: 2, activation: activation), Dense(units: 1, activation: Identity()),
      ], loss: SquaredError(), classes: nil)
  }

  /// A learner of y = x on four rows, with given weights.
  private static func learner(
    _ activation: any Activation, _ parameters: [[Double]], batchRows: Int = 4, threads: Int = 1
  ) -> Learner<Double> {
    var optimizer = GradientDescent()
    optimizer.learningRate = 1
    let learner = Learner<Double>(
      network(activation), optimizer: optimizer, seed: 1, batchRows: batchRows, threads: threads,
      logsLayers: true)
    for (number, values) in parameters.enumerated() { learner.setParameter(number, to: values) }
    return learner
  }

  private static func withRows<Result>(_ body: (Rows<Double>) -> Result) -> Result {
    let numbers = [-1.0, -0.5, 0.5, 1]
    return numbers.withUnsafeBufferPointer { numbers in
      guard let start = numbers.baseAddress else { preconditionFailure("there are rows") }
      return body(Rows(inputs: start, targets: start, count: numbers.count))
    }
  }

  /// At rate 1 plain descent moves the weights by minus their gradient.
  @Test(arguments: [1, 2, 4])
  func normsAreThoseOfTheLastUpdate(batchRows: Int) throws {
    let start = [[0.3, -0.2], [0.1, 0.0], [0.5, 0.25], [0.05]]
    let all = Self.learner(Tanh(), start, batchRows: batchRows)
    // The same up to the last update of the epoch.
    let before = Self.learner(Tanh(), start, batchRows: batchRows)
    Self.withRows { rows in
      #expect(all.layerStatistics(on: rows).allSatisfy { $0.gradientNorm == nil })
      _ = all.train(epoch: 1, on: rows, order: nil)
      if batchRows < 4 {
        let first = Rows(
          inputs: rows.inputs, targets: rows.targets, count: rows.count - batchRows)
        _ = before.train(epoch: 1, on: first, order: nil)
      }
      let statistics = all.layerStatistics(on: rows)
      for (layer, weight) in [0, 2].enumerated() {
        func norm(_ values: some Sequence<Double>) -> Double {
          values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let change = norm(zip(all.parameter(weight), before.parameter(weight)).map { $0 - $1 })
        let old = norm(before.parameter(weight))
        #expect(change > 0.01)
        #expect(statistics[layer].weightNorm == norm(all.parameter(weight)))
        #expect(abs((statistics[layer].gradientNorm ?? 0) - change) < 1e-12)
        #expect(abs((statistics[layer].updateRatio ?? 0) - change / old) < 1e-12)
      }
    }
  }

  @Test func deadAndSaturatedUnitsAreCounted() {
    // One unit is below 0 on all rows; one is active on some.
    let dead = Self.learner(ReLU(), [[1, 1], [-2, 0], [1, 1], [0]])
    // One unit is at ±1 on all rows; of the other the slope at ±0.5 is 0.79.
    let saturated = Self.learner(Tanh(), [[20, 1], [0, 0], [1, 1], [0]])
    Self.withRows { rows in
      let (first, second) = (dead.layerStatistics(on: rows), saturated.layerStatistics(on: rows))
      #expect(first.map(\.deadUnits) == [0.5, nil])
      #expect(first.map(\.saturatedUnits) == [nil, nil])
      #expect(second.map(\.saturatedUnits) == [0.5, nil])
      #expect(second.map(\.deadUnits) == [nil, nil])
    }
  }

  @Test func statisticsDoNotDependOnThreads() throws {
    let test = NetworkCase.all[2]
    let data = CaseData<Float>(test.network, rows: 2600)
    let results = try [1, 2].map { threads in
      let learner = Learner<Float>(
        test.network, optimizer: Adam(), seed: 4, batchRows: 700, threads: threads,
        logsLayers: true)
      _ = learner.train(epoch: 1, on: try data.rows, order: nil)
      return learner.layerStatistics(on: try data.rows).map {
        [$0.weightNorm, $0.gradientNorm, $0.updateRatio, $0.deadUnits, $0.saturatedUnits]
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0].allSatisfy { ($0[2] ?? 0) > 0 })
  }

  // MARK: The first value that is not finite

  /// What was first not finite in an epoch, found by making its updates again.
  private static func firstNonFinite(
    of result: EpochResult, _ learner: Learner<Double>, from start: LearnerState<Double>,
    epoch: Int, on rows: Rows<Double>
  ) -> NonFiniteValue? {
    guard let step = result.divergedAt else { return nil }
    if result.objective.isFinite { return learner.nonFiniteParameter() }
    learner.restore(start)
    let before = (step - 1 - start.step) * learner.batchRows
    if before > 0 { _ = learner.train(epoch: epoch, on: rows, order: nil, to: before) }
    return learner.firstNonFinite(inUpdateAt: before, epoch: epoch, on: rows, order: nil)
  }

  /// 2 · 10³⁰⁰ · 10¹⁰ is beyond the range: the second layer's sums overflow in the first forward pass,
  /// the first layer's do not.
  @Test func overflowIsFoundInItsLayer() {
    let learner = Self.learner(Identity(), [[1e300, 1e300], [0, 0], [1e10, 1e10], [0]])
    Self.withRows { rows in
      let start = learner.state
      let result = learner.train(epoch: 1, on: rows, order: nil)
      #expect(result.divergedAt == 1)
      let found = Self.firstNonFinite(of: result, learner, from: start, epoch: 1, on: rows)
      #expect(found?.kind == .weightedSum && found?.layer == 1)
      // The weights are again those that the sums came from.
      #expect(learner.parameter(2)[0] == 1e10)
      #expect(learner.firstNonFinite(on: rows).layer == 1)
    }
  }

  /// In later epochs and updates, too: the parameters there are those of the fault's start.
  @Test(arguments: [1, 2])
  func growthIsFollowedUpToTheFault(batchRows: Int) {
    let learner = Self.learner(
      Identity(), [[3, 3], [0, 0], [3, 3], [0]], batchRows: batchRows)
    Self.withRows { rows in
      for epoch in 1...100 {
        let start = learner.state
        let result = learner.train(epoch: epoch, on: rows, order: nil)
        guard let step = result.divergedAt else { continue }
        let found = Self.firstNonFinite(of: result, learner, from: start, epoch: epoch, on: rows)
        #expect(found?.kind != nil)
        if found?.kind == .weightedSum || found?.kind == .loss {
          #expect(learner.step == step - 1)
          #expect((0..<4).allSatisfy { learner.parameter($0).allSatisfy(\.isFinite) })
        }
        return
      }
      Issue.record("the network was to diverge")
    }
  }
}
