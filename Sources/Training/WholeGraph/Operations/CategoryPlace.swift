package import Engine

/// 1 in the place of a category, whose number the input is, and 0 elsewhere; all 0 for −1, a text that is none:
/// [rows, 1] ↦ [rows, categories].
package struct CategoryPlace: CellOperation {
  package let categories: Int

  package init(of categories: Int) { self.categories = categories }

  package var name: String { "category" }

  package func columns(of input: Int) -> Int? { input == 1 ? categories : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    y.update(repeating: 0, count: categories)
    if x[0] >= 0 { y[Int(x[0])] = 1 }
  }

  package static var examples: [Example] {
    [
      Example(
        CategoryPlace(of: 4), [.init(Shape(.batch, 1), in: -1...3, isLabel: true)],
        refused: [[Shape(.batch, 2)]])
    ]
  }
}
