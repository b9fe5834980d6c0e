package import Engine

/// 1 for a missing cell, which is NaN; else 0.
package struct MissingMark: NumberOperation {
  package init() {}

  package var name: String { "missing" }
  package func value(_ x: Double) -> Double { x == x ? 0 : 1 }

  package static var examples: [Example] {
    [Example(MissingMark(), [.init(Shape(.batch, 3))])]
  }
}
