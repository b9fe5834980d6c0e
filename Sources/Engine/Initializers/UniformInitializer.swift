package import Randomness
package import Spec

/// Uniform in a given range around 0.
package struct UniformInitializer: ElementwiseInitializer {
  package static let name = "uniform"
  package static let meaning = "uniform in ±range"
  package static let fields: [Field<UniformInitializer>] =
    [Field("range", \.range, .number(.positive), "the largest absolute value of a weight")]

  package var range = 0.5

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.uniform(index, range: range)
  }
}
