package import Randomness
package import Spec

/// Normal with deviation √(2 / (inputs + units)) (Glorot and Bengio 2010).
package struct GlorotNormal: ElementwiseInitializer {
  package static let name = "glorot_normal"
  package static let meaning = "normal with deviation √(2 / (inputs + units))"
  package static let fields: [Field<GlorotNormal>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.normal(index) * (2 / Double(inputs + units)).squareRoot()
  }
}
