import Engine
import Foundation
import Spec
import Testing

/// Losses of rows that are all but certain keep their digits in float32, and so do the gradients.
@Suite struct LossDigitsTests {
  /// The objective of one row and its gradient by the weights, which are the weighted sums: the only
  /// input is 1.
  private func objective(
    _ sums: [Float], label: Float, _ activation: any Activation, _ loss: CrossEntropy
  ) -> (value: Double, gradient: [Double]) {
    let network = soundNetwork(
      inputs: 1, layers: [Dense(units: sums.count, activation: activation, hasBias: false)],
      loss: loss, classes: max(2, sums.count))
    let (inputs, targets) = ([Float(1)], [label])
    return inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else {
          return (.nan, [])
        }
        let rows = Rows(inputs: inputs, targets: targets, count: 1)
        let batch = BatchObjective<Float>(network, on: rows, seed: 1)
        _ = batch.parameter(0).update(from: sums)
        let value = Double(batch.differentiate())
        return (value, batch.gradient(0).map(Double.init))
      }
    }
  }

  private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  private func expect(_ value: Double, is expected: Double, _ note: String) {
    #expect(abs(value - expected) <= 1e-6 * abs(expected), "\(note): \(value), not \(expected)")
  }

  @Test(arguments: [0, 0.5, 3, 12, 16, 30, 80, -0.5, -3, -12, -16, -30, -80] as [Float])
  func oneSigmoid(z: Float) {
    for label in [0, 1] as [Float] {
      let (value, gradient) = objective([z], label: label, Sigmoid(), CrossEntropy())
      let s = label == 1 ? -Double(z) : Double(z)
      expect(value, is: softplus(s), "z \(z), label \(label)")
      let slope = 1 / (1 + exp(-s))
      expect(gradient[0], is: label == 1 ? -slope : slope, "gradient, z \(z), label \(label)")
    }
  }

  /// The figure of the report: ln(1 + e^−12) is 6.144e-6.
  @Test func twelveIsNotTheLastDigit() {
    let value = objective([12], label: 1, Sigmoid(), CrossEntropy()).value
    #expect(abs(value - 6.144193477728e-6) < 1e-12)
  }

  /// With ε spread over both classes, targets are ε / 2 and 1 − ε / 2.
  @Test(arguments: [0, 0.5, 12, 30, -0.5, -12, -30] as [Float], [0.1, 1.0])
  func softLabels(z: Float, smoothing: Double) {
    var loss = CrossEntropy()
    loss.labelSmoothing = smoothing
    for label in [0.0, 1.0] {
      let (value, gradient) = objective([z], label: Float(label), Sigmoid(), loss)
      let target = (1 - smoothing) * label + smoothing / 2
      let x = Double(z)
      expect(
        value, is: target * softplus(-x) + (1 - target) * softplus(x), "z \(z), label \(label)")
      let slope = (1 - target) / (1 + exp(-x)) - target / (1 + exp(x))
      #expect(abs(gradient[0] - slope) <= 1e-6 * max(abs(slope), 0.1))
    }
  }

  @Test(
    arguments: [
      [12, 0, -1], [0, 17, 1], [40, 8, 0], [1, 1, 1], [-3, 2, 19], [5, 30, 30],
    ] as [[Float]])
  func softmax(sums: [Float]) {
    for label in sums.indices {
      let (value, gradient) = objective(sums, label: Float(label), Softmax(), CrossEntropy())
      let differences = sums.map { Double($0) - Double(sums[label]) }
      let others = differences.indices.filter { $0 != label }
        .reduce(0) { $0 + exp(differences[$1]) }
      expect(value, is: log1p(others), "\(sums), label \(label)")
      expect(gradient[label], is: -others / (1 + others), "gradient, \(sums), label \(label)")
    }
  }
}
