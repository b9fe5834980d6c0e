package import Engine
package import Tabular

/// A number scaled by what was learnt of its column.
package struct ScaleNumber: NumberOperation {
  package let scaling: NumberScaling

  package init(_ scaling: NumberScaling) { self.scaling = scaling }

  /// Whether every number becomes 0, as where all training rows have the same.
  package var isConstant: Bool {
    switch scaling {
    case .linear(_, let scale), .bent(_, let scale): scale == 0
    case .normal: false
    }
  }

  package var name: String { "scale" }
  package func value(_ x: Double) -> Double { scaling.apply(x) }

  package static var examples: [Example] {
    let scalings: [NumberScaling] = [
      .linear(shift: 1, scale: 3), .linear(shift: 1, scale: 0), .bent(shift: 0.5, scale: 2),
      .normal(quantiles: [-2, -0.5, -0.5, 1, 3]),
    ]
    return scalings.map { Example(ScaleNumber($0), [.init(Shape(.batch, 3))]) }
  }
}
