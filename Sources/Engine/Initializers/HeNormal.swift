package import Randomness
package import Spec

/// Normal with deviation √(2 / inputs) (He et al. 2015).
package struct HeNormal: ElementwiseInitializer {
  package static let name = "he_normal"
  package static let meaning = "normal with deviation √(2 / inputs)"
  package static let fields: [Field<HeNormal>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.normal(index) * (2 / Double(inputs)).squareRoot()
  }
}
