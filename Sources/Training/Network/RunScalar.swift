package import Engine
package import Tabular

/// The number types of a run: those that both tables and networks are made of.
package protocol RunScalar: Scalar, TableScalar {
  static var precision: Precision { get }
}

extension RunScalar {
  /// A number in the shortest form that reads back to the same number of the precision; where it has no room
  /// for it, as for squares of targets, to the same number of float64.
  static func text(_ value: Double) -> String {
    let rounded = Self(value)
    let hasRoom = rounded.isNormal || value == 0 || !value.isFinite
    return hasRoom ? "\(rounded)" : "\(value)"
  }
}

extension Float: RunScalar {
  package static var precision: Precision { .float32 }
}

extension Double: RunScalar {
  package static var precision: Precision { .float64 }
}
