package import Engine
package import Tabular

/// A row with some of its numbers divided by their norm; zeros stay.
package struct DivideByNorm: CellOperation {
  /// The places of the numbers in the row.
  package let places: [Int]
  package let normalization: RowNormalization

  package init(_ places: [Int], _ normalization: RowNormalization) {
    self.places = places
    self.normalization = normalization
  }

  package var name: String { "\(normalization.rawValue)_norm" }

  package func columns(of input: Int) -> Int? { (places.max() ?? 0) < input ? input : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    y.update(from: x, count: count)
    normalization.normalize(y, places)
  }

  package static var examples: [Example] {
    [.l1, .l2].map {
      Example(
        DivideByNorm([0, 2, 3], $0), [.init(Shape(.batch, 5))], refused: [[Shape(.batch, 3)]])
    }
  }
}
