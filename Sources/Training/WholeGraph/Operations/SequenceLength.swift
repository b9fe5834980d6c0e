package import Engine
import Tabular

/// How many steps a row has: those up to the last one with a cell that is not missing; [rows, steps · features] ↦
/// [rows, 1].
package struct SequenceLength: CellOperation {
  package let features: Int

  package init(features: Int) { self.features = features }

  package var name: String { "steps" }

  package func columns(of input: Int) -> Int? { input % features == 0 ? 1 : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    y[0] = Double(SequenceCells.length(of: x, count: count, features: features))
  }

  package static var examples: [Example] {
    [
      Example(
        SequenceLength(features: 2), [.init(Shape(.batch, 6))], refused: [[Shape(.batch, 3)]])
    ]
  }
}
