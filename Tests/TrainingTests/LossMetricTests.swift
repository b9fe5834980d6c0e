import Engine
import Foundation
import Testing
import Training

/// Values of the losses' own metrics that were published.
struct LossMetricTests {
  private func value(_ loss: any Loss, _ answers: [Double], _ targets: [Double]) -> Double? {
    targets.withUnsafeBufferPointer { Metric.ofLoss(loss, answers, $0)?.value }
  }

  /// The examples of scikit-learn's documentation.
  @Test func deviances() throws {
    let answers = [0.5, 0.5, 2, 2]
    let poisson = try #require(value(Poisson(), answers, [2, 0, 1, 4]))
    #expect(abs(poisson - 1.4260151319598084) < 1e-12)
    let gamma = try #require(value(Gamma(), answers, [2, 0.5, 1, 4]))
    #expect(abs(gamma - 1.0568528194400546) < 1e-12)
    #expect(value(Gamma(), answers, [2, 0, 1, 4]) == nil)
    #expect(value(Poisson(), answers, [2, -1, 1, 4]) == nil)
  }

  /// scikit-learn 1.9, `mean_tweedie_deviance` of the same numbers with these powers.
  @Test(arguments: [(1.5, 1.7781745930520232), (1.2, 1.4805171350094195)])
  func tweedieDeviance(power: Double, expected: Double) throws {
    var loss = Tweedie()
    loss.power = power
    let found = try #require(value(loss, [0.5, 0.5, 2, 2], [2, 0, 1, 4]))
    #expect(abs(found - expected) < 1e-12)
  }

  /// The examples of scikit-learn's documentation of `mean_pinball_loss`.
  @Test(
    arguments: [
      (0.1, [0.0, 2, 3], 0.1), (0.1, [1, 2, 4], 0.9), (0.9, [0, 2, 3], 0.9),
      (0.9, [1, 2, 4], 0.1),
    ] as [(Double, [Double], Double)])
  func pinballLoss(level: Double, answers: [Double], sum: Double) throws {
    var loss = QuantileLoss()
    loss.quantiles = [level]
    let found = try #require(value(loss, answers, [1, 2, 3]))
    #expect(abs(3 * found - sum) < 1e-12)
  }

  /// Of a standard normal distribution at 0 it is (√2 − 1)/√π, and far away |y| − 1/√π.
  @Test func rankedProbabilityScore() throws {
    let middle = try #require(value(Gaussian(), [0, 1], [0]))
    #expect(abs(middle - 0.23369497725510912) < 1e-12)
    let scaled = try #require(value(Gaussian(), [5, 3], [5]))
    #expect(abs(scaled - 3 * 0.23369497725510912) < 1e-12)
    let far = try #require(value(Gaussian(), [0, 1], [40]))
    #expect(abs(far - (40 - 0.5641895835477563)) < 1e-12)
  }

  /// A row that is told rightly with p = 0.9 counts a hundredth of its cross-entropy, with 0.968 a thousandth (T.-Y. Lin and
  /// others, 2017); γ = 0 is cross-entropy.
  @Test(arguments: [(2.0, 0.9, 0.01), (2.0, 0.968, 0.001024), (0.0, 0.3, 1.0), (5.0, 0.5, 0.03125)])
  func focalLoss(gamma: Double, probability: Double, factor: Double) throws {
    var loss = Focal()
    loss.gamma = gamma
    for activation in [Sigmoid() as any Activation, Softmax()] {
      let margin = log(probability / (1 - probability))
      let isOne = activation is Sigmoid
      let found = try rowLoss(
        loss, activation, isOne ? [margin] : [0, margin], target: 1, classes: 2)
      #expect(abs(found + factor * log(probability)) < 1e-12)
    }
  }

  /// Where p is 1 to the last digit, neither loss nor gradient is beyond numbers.
  @Test(arguments: [0.0, 0.5, 2.0], [-800.0, -40, 40, 800])
  func focalLossOfSaturatedRows(gamma: Double, margin: Double) throws {
    var loss = Focal()
    loss.gamma = gamma
    for activation in [Sigmoid() as any Activation, Softmax()] {
      let found = try rowLoss(
        loss, activation, activation is Sigmoid ? [margin] : [0, margin], target: 1, classes: 2)
      let expected = margin > 0 ? 0 : -margin
      #expect(abs(found - expected) < 1e-9, "\(activation)")
    }
  }

  /// The loss of one row whose only layer has these weighted sums.
  private func rowLoss(
    _ loss: any Loss, _ activation: any Activation, _ sums: [Double], target: Double, classes: Int?
  ) throws -> Double {
    let network = try Network(
      inputs: 1, layers: [Dense(units: sums.count, activation: activation)], loss: loss,
      classes: classes)
    let learner = Learner<Double>(
      network, optimizer: GradientDescent(), seed: 0, batchRows: 1, threads: 1)
    for (number, parameter) in network.parameters.enumerated() {
      learner.setParameter(
        number, to: parameter.isWeight ? [Double](repeating: 0, count: parameter.count) : sums)
    }
    return try [0.0].withUnsafeBufferPointer { inputs in
      try [target].withUnsafeBufferPointer { targets in
        learner.evaluate(
          Rows(
            inputs: try #require(inputs.baseAddress), targets: try #require(targets.baseAddress),
            count: 1))
      }
    }.loss
  }
}
