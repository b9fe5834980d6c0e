package import Spec

/// Plain gradient descent: W ← W − η g.
package struct GradientDescent: Optimizer {
  package static let name = "gradient_descent"
  package static let meaning = "the plain rule: W ← W − η g"
  package static let fields: [Field<GradientDescent>] = [learningRateField]

  package static let rule = ["W ← W − η·g"]

  package var learningRate = 0.01

  package init() {}

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    let η = block.lanes(rate)
    block.forEach { w, g in w -= η * g }
  }
}
