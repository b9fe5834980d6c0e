package import Randomness
package import Spec

/// Uniform in ±√(6 / inputs) (He et al. 2015).
package struct HeUniform: ElementwiseInitializer {
  package static let name = "he_uniform"
  package static let meaning = "uniform in ±√(6 / inputs)"
  package static let fields: [Field<HeUniform>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.uniform(index, range: (6 / Double(inputs)).squareRoot())
  }
}
