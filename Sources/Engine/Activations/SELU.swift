package import Spec

/// The scaled exponential linear unit, which keeps mean 0 and deviation 1 from layer to layer. Its two
/// constants solve that condition (Klambauer, Unterthiner, Mayr and Hochreiter 2017).
package struct SELU: Activation, UnaryOperation {
  package static let name = "selu"
  package static let meaning =
    "1.0507 z where z > 0, else 1.7581 (e^z − 1), which keeps mean 0 and deviation 1 from layer to layer"
  package static let fields: [Field<SELU>] = []
  package static let rises = true
  /// The one that the paper's condition supposes.
  package static let defaultInitializer: any Initializer = LeCunNormal()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.output

  private static let scale = 1.0507009873554804934193349852946
  private static let alpha = 1.6732632423543772848170429916717

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    let negative = N.whereNegative(x, then: x, otherwise: N(0))
    return N.wherePositive(
      x, then: N(Self.scale) * x,
      otherwise: N(Self.scale * Self.alpha) * N.exponentialLessOne(nonPositive: negative))
  }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N {
    N.wherePositive(y, then: N(Self.scale), otherwise: y + N(Self.scale * Self.alpha))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
