import Testing

import Engine

/// Gradients by inputs beside differences of the answers.
struct InputGradientTests {
  private func expectGradients(_ network: Network, weights: [Double], isShare: Bool) {
    let learner = Learner<Double>(
      network, optimizer: GradientDescent(), seed: 3, batchRows: 1, threads: 1)
    let gradient = InputGradient(learner, isShare: isShare)
    // More rows than are computed at once.
    let count = 70
    let rows = (0..<count * network.inputs).map { Double(($0 * 37) % 23) / 11 - 0.9 }
    let factors = (0..<count).flatMap { _ in weights }
    func answers(_ rows: [Double]) -> (values: [Double], gradients: [[Double]]) {
      var result: (values: [Double], gradients: [[Double]]) = ([], [])
      gradient.run(rows, weights: factors, count: count) { row, answer, gradient in
        #expect(row == result.values.count)
        result.values.append(answer)
        result.gradients.append((0..<network.inputs).map { gradient[$0] })
      }
      return result
    }
    let here = answers(rows)
    let step = 1e-6
    for input in 0..<network.inputs {
      func moved(_ way: Double) -> [Double] {
        answers(
          rows.enumerated().map { $0 % network.inputs == input ? $1 + way * step : $1 }
        ).values
      }
      let (above, below) = (moved(1), moved(-1))
      for row in 0..<count {
        let slope = (above[row] - below[row]) / (2 * step)
        #expect(abs(slope - here.gradients[row][input]) < 1e-7 * max(1, abs(slope)))
      }
    }
  }

  @Test func ofNumbers() throws {
    try expectGradients(
      Network(
        inputs: 3,
        layers: [Dense(units: 4, activation: Tanh()), Dense(units: 2, activation: Identity())],
        loss: MeanSquaredError(), classes: nil), weights: [1.5, -2], isShare: false)
    // The gradient of a linear network is the same everywhere.
    try expectGradients(
      Network(
        inputs: 3, layers: [Dense(units: 1, activation: Identity())], loss: MeanSquaredError(),
        classes: nil),
      weights: [1], isShare: false)
  }

  @Test func ofProbabilities() throws {
    try expectGradients(
      Network(
        inputs: 4,
        layers: [Dense(units: 5, activation: GELU()), Dense(units: 3, activation: Softmax())],
        loss: CrossEntropy(), classes: 3), weights: [0, 1, 0], isShare: false)
    try expectGradients(
      Network(
        inputs: 4, layers: [Dense(units: 3, activation: Sigmoid())], loss: MeanSquaredError(),
        classes: 3), weights: [0, 0, 1], isShare: true)
  }
}
