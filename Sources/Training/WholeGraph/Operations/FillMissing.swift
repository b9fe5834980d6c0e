package import Engine

/// x, or a number in the place of a missing cell, which is NaN.
package struct FillMissing: NumberOperation {
  package let fill: Double

  package init(by fill: Double) { self.fill = fill }

  package var name: String { "fill_missing" }
  package func value(_ x: Double) -> Double { x == x ? x : fill }

  package static var examples: [Example] {
    [Example(FillMissing(by: 0.5), [.init(Shape(.batch, 3))])]
  }
}
