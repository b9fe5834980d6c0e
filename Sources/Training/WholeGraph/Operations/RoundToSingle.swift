package import Engine

/// A number rounded to single precision.
package struct RoundToSingle: NumberOperation {
  package init() {}

  package var name: String { "single" }
  package func value(_ x: Double) -> Double { Double(Float(x)) }

  package static var examples: [Example] {
    [Example(RoundToSingle(), [.init(Shape(.batch, 3))])]
  }
}
