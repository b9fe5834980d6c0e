import Engine
import Testing

/// Clipped gradients and shortened weights, in networks that are cut into tiles and batches that come
/// in pieces.
@Suite struct ClippingTests {
  private let rows = 2500

  private func network(_ regularizer: any Regularizer = L2()) -> Network {
    soundNetwork(
      inputs: 300,
      layers: [Dense(units: 256, activation: Tanh()), Dense(units: 3, activation: Identity())],
      loss: MeanSquaredError(), regularizer: regularizer, classes: nil)
  }

  /// The parameters after some updates by all rows, and the gradient norm of the last.
  private func trained(
    _ network: Network, _ clipping: GradientClipping = GradientClipping(),
    optimizer: any Optimizer = GradientDescent(), updates: Int = 1, threads: Int = 2
  ) throws -> (learner: Learner<Double>, norm: Double) {
    let data = CaseData<Double>(network, rows: rows)
    let learner = Learner<Double>(
      network, optimizer: optimizer, seed: 4, batchRows: rows, threads: threads, logsNorm: true,
      clipping: clipping)
    var norm = 0.0
    for epoch in 0..<updates {
      _ = learner.train(
        epoch: epoch + 1, on: try data.rows, order: nil, onStep: { norm = $0.gradientNorm })
    }
    return (learner, norm)
  }

  /// What one update of gradient descent takes off the parameters, by the learning rate.
  private func gradient(_ clipping: GradientClipping) throws -> (elements: [Double], norm: Double) {
    let start = try trained(network(), updates: 0).learner.model.values
    let (learner, norm) = try trained(network(), clipping)
    let rate = learner.optimizer.learningRate
    return (zip(start, learner.model.values).map { ($0 - $1) / rate }, norm)
  }

  @Test func aLongGradientIsShortenedAsAWhole() throws {
    let (plain, norm) = try gradient(GradientClipping())
    #expect(norm > 0.3)
    let (clipped, reported) = try gradient(GradientClipping(norm: 0.25))
    // What is told is the norm before clipping.
    #expect(abs(reported - norm) < 1e-12)
    let factor = 0.25 / (norm + 1e-6)
    #expect(zip(clipped, plain).allSatisfy { abs($0 - factor * $1) < 1e-11 })
    let (kept, _) = try gradient(GradientClipping(norm: 2 * norm))
    #expect(kept == plain)
  }

  @Test func largeElementsAreCutOff() throws {
    let (plain, _) = try gradient(GradientClipping())
    let limit = 0.01
    #expect(plain.contains { abs($0) > limit } && plain.contains { abs($0) < limit && $0 != 0 })
    let (clipped, _) = try gradient(GradientClipping(value: limit))
    #expect(
      zip(clipped, plain).allSatisfy { abs($0 - max(-limit, min(limit, $1))) < 1e-11 })
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    var regularizer = L1()
    regularizer.maxNorm = 0.5
    for clipping in [GradientClipping(norm: 0.1), GradientClipping(value: 0.001)] {
      let one = try trained(network(regularizer), clipping, updates: 3, threads: 1)
      let three = try trained(network(regularizer), clipping, updates: 3, threads: 3)
      #expect(one.learner.model.values == three.learner.model.values)
      #expect(one.norm == three.norm)
    }
  }

  /// Weights of a unit that are too long are shortened to the limit, others and biases left alone.
  @Test func weightsAreShortenedToTheGreatestNorm() throws {
    let limit = 1.04
    var regularizer = NoRegularizer()
    let free = try trained(network(regularizer)).learner
    regularizer.maxNorm = limit
    let bound = try trained(network(regularizer)).learner
    var shortened = 0
    for (number, parameter) in network().parameters.enumerated() {
      let (a, b) = (Array(free.parameter(number)), Array(bound.parameter(number)))
      guard parameter.isWeight else {
        #expect(a == b)
        continue
      }
      for unit in 0..<parameter.rows {
        let columns = unit * parameter.columns..<(unit + 1) * parameter.columns
        let norm = a[columns].reduce(0) { $0 + $1 * $1 }.squareRoot()
        let factor = norm > limit ? limit / norm : 1
        shortened += norm > limit ? 1 : 0
        #expect(columns.allSatisfy { abs(b[$0] - factor * a[$0]) < 1e-14 })
      }
    }
    #expect(shortened > 10 && shortened < 250)
  }

  /// The look-ahead point stays as far ahead of the weights as the velocity says.
  @Test func theLookAheadPointMovesWithTheWeights() throws {
    var regularizer = NoRegularizer()
    regularizer.maxNorm = 0.9
    let learner = try trained(network(regularizer), optimizer: Nesterov(), updates: 2).learner
    let storage = learner.storage
    let velocity = storage.slots[0].elements
    #expect(velocity.contains { abs($0) > 1e-6 })
    let isAhead = storage.values.elements.indices.allSatisfy { index in
      let ahead = storage.values.elements[index] - 0.9 * velocity[index]
      return abs(storage.evaluationPoint.elements[index] - ahead) < 1e-14
    }
    #expect(isAhead)
  }

  /// A rate of each update's own takes the place of the optimizer's.
  @Test func ratesAreThoseOfTheUpdates() throws {
    let network = network()
    let data = CaseData<Double>(network, rows: 50)
    func learner() -> Learner<Double> {
      Learner(network, optimizer: GradientDescent(), seed: 4, batchRows: 20, threads: 2)
    }
    let (still, scheduled) = (learner(), learner())
    var told: [Double] = []
    let start = still.model.values
    _ = still.train(epoch: 1, on: try data.rows, order: nil, rate: { _ in 0 })
    #expect(still.model.values == start)
    _ = scheduled.train(
      epoch: 1, on: try data.rows, order: nil, rate: { 0.5 / Double($0) },
      onStep: { told.append($0.learningRate) })
    #expect(told == [0.5, 0.25, 0.5 / 3])
    #expect(scheduled.model.values != start)
  }
}
