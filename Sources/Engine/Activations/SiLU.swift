package import Spec

/// The sigmoid linear unit z σ(z), also known as swish (Elfwing, Uchibe and Doya 2018).
package struct SiLU: Activation, UnaryOperation {
  package static let name = "silu"
  package static let meaning = "z / (1 + e^(−z)), also known as swish"
  package static let fields: [Field<SiLU>] = []
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { x * N.sigmoid(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    let share = N.sigmoid(x)
    return share * (N(1) + x * (N(1) - share))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -3...3)])]
  }
}
