package import Randomness
package import Spec

/// Uniform in ±√(3 / inputs) (LeCun, Bottou, Orr and Müller 1998).
package struct LeCunUniform: ElementwiseInitializer {
  package static let name = "lecun_uniform"
  package static let meaning = "uniform in ±√(3 / inputs)"
  package static let fields: [Field<LeCunUniform>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.uniform(index, range: (3 / Double(inputs)).squareRoot())
  }
}
