package import Randomness
package import Spec

/// Normal around 0 with a given deviation.
package struct NormalInitializer: ElementwiseInitializer {
  package static let name = "normal"
  package static let meaning = "normal with mean 0 and the given deviation"
  package static let fields: [Field<NormalInitializer>] =
    [Field("deviation", \.deviation, .number(.positive), "the standard deviation of a weight")]

  package var deviation = 0.1

  package init() {}

  package func weight(_ index: Int, inputs: Int, units: Int, from random: RandomStream) -> Double {
    random.normal(index) * deviation
  }
}
