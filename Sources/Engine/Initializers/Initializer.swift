package import Randomness
package import Spec

/// How the initial weights of a layer are drawn. Biases start at 0.
package protocol Initializer: Component {
  /// The weights of a layer, [units, inputs]: from the index of one, row by row, to its value.
  /// - Parameter positions: how many positions of a row each unit is computed at with one set of inputs of
  ///   its own: those of a convolution's filter, else 1. An input then counts for as many units as often.
  func weights(
    inputs: Int, units: Int, positions: Int, from random: RandomStream
  ) -> (_ index: Int) -> Double
}

/// An initializer that draws each weight by itself.
package protocol ElementwiseInitializer: Initializer {
  /// The weight with the given index among a layer's, for `inputs` inputs and `units` units.
  func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double
}

extension ElementwiseInitializer {
  package func weights(
    inputs: Int, units: Int, positions: Int, from random: RandomStream
  ) -> (_ index: Int) -> Double {
    { weight($0, inputs: inputs, units: units * positions, from: random) }
  }
}

/// The known initializers.
package enum Initializers {
  /// By their names in the configuration.
  package static let registry = Registry<any Initializer>(
    "initializer",
    [
      Entry(GlorotUniform.self) { $0 },
      Entry(GlorotNormal.self) { $0 },
      Entry(HeUniform.self) { $0 },
      Entry(HeNormal.self) { $0 },
      Entry(LeCunUniform.self) { $0 },
      Entry(LeCunNormal.self) { $0 },
      Entry(Orthogonal.self) { $0 },
      Entry(Zeros.self) { $0 },
      Entry(UniformInitializer.self) { $0 },
      Entry(NormalInitializer.self) { $0 },
    ])
}

extension RandomStream {
  /// A number uniform in [−range, range).
  package func uniform(_ index: Int, range: Double) -> Double {
    (2 * uniforms(index).0 - 1) * range
  }
}
