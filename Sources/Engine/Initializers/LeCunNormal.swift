package import Randomness
package import Spec

/// Normal with deviation √(1 / inputs) (LeCun, Bottou, Orr and Müller 1998).
package struct LeCunNormal: ElementwiseInitializer {
  package static let name = "lecun_normal"
  package static let meaning = "normal with deviation √(1 / inputs)"
  package static let fields: [Field<LeCunNormal>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.normal(index) * (1 / Double(inputs)).squareRoot()
  }
}
