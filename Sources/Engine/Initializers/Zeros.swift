package import Randomness
package import Spec

/// All 0: a saddle from which hidden layers do not move.
package struct Zeros: ElementwiseInitializer {
  package static let name = "zeros"
  package static let meaning = "all 0: the units of a hidden layer then stay identical"
  package static let fields: [Field<Zeros>] = []

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    0
  }
}
