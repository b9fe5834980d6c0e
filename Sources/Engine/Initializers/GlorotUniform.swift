package import Randomness
package import Spec

/// Uniform in ±√(6 / (inputs + units)) (Glorot and Bengio 2010).
package struct GlorotUniform: ElementwiseInitializer {
  package static let name = "glorot_uniform"
  package static let meaning = "uniform in ±√(6 / (inputs + units))"
  package static let fields: [Field<GlorotUniform>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.uniform(index, range: (6 / Double(inputs + units)).squareRoot())
  }
}
