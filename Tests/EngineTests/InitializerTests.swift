import Engine
import Randomness
import Testing

@Suite struct InitializerTests {
  private func weights(_ initializer: any Initializer, inputs: Int, units: Int) -> [Double] {
    let weight = initializer.weights(
      inputs: inputs, units: units, positions: 1, from: RandomStream(seed: 3, .initialWeights))
    return (0..<inputs * units).map(weight)
  }

  /// Rows at right angles and of length 1, or columns where there are fewer of them.
  @Test(arguments: [(200, 200), (60, 25), (25, 60), (7, 1), (1, 7)])
  func orthogonalVectorsAreOrthonormal(inputs: Int, units: Int) {
    let weights = weights(Orthogonal(), inputs: inputs, units: units)
    let vectors: [[Double]] =
      units <= inputs
      ? (0..<units).map { unit in (0..<inputs).map { weights[unit * inputs + $0] } }
      : (0..<inputs).map { input in (0..<units).map { weights[$0 * inputs + input] } }
    for (number, a) in vectors.enumerated() {
      let errors = vectors.enumerated().map { other, b in
        abs(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } - (number == other ? 1 : 0))
      }
      #expect(errors.allSatisfy { $0 < 3e-15 })
    }
  }

  /// The first vector is the normal one that was drawn, shortened: its sign is not turned.
  @Test func orthogonalVectorsKeepTheSignsThatWereDrawn() {
    let weights = weights(Orthogonal(), inputs: 9, units: 4)
    let random = RandomStream(seed: 3, .initialWeights)
    for index in 0..<9 { #expect((weights[index] > 0) == (random.normal(index) > 0)) }
  }

  @Test func leCunsDeviationIsOneOverTheRootOfTheInputs() {
    for initializer in [LeCunNormal(), LeCunUniform()] as [any Initializer] {
      let weights = weights(initializer, inputs: 400, units: 100)
      let square = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
      #expect(abs(square * 400 - 1) < 0.03)
    }
    let largest = weights(LeCunUniform(), inputs: 400, units: 100).map(abs).max() ?? 0
    #expect(largest < (3.0 / 400).squareRoot() && largest > 0.999 * (3.0 / 400).squareRoot())
  }

  @Test func theActivationChoosesTheDefault() {
    func initializer(_ activation: any Activation) -> (any Initializer)? {
      var layer = Dense(units: 1, activation: activation)
      layer.nameInitializers()
      return layer.initializer
    }
    #expect(initializer(Tanh()) is GlorotUniform)
    #expect(initializer(GELU()) is HeUniform)
    #expect(initializer(LeakyReLU()) is HeUniform)
    #expect(initializer(SELU()) is LeCunNormal)
  }
}
