package import Engine

/// The number of the class that is chosen: with several columns the first greatest, with one class 1 from the
/// threshold on; [rows, outputs] ↦ [rows, 1].
package struct ChosenClass: CellOperation {
  package let threshold: Double

  package init(threshold: Double) { self.threshold = threshold }

  package var name: String { "chosen_class" }

  package func columns(of input: Int) -> Int? { input > 0 ? 1 : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    y[0] = Double(Hits.chosenClass(x, count: count, threshold: threshold))
  }

  package static var examples: [Example] {
    [1, 3].map { Example(ChosenClass(threshold: 0.5), [.init(Shape(.batch, $0), in: 0...1)]) }
  }
}
