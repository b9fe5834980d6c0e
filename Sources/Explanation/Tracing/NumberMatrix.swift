package import Engine

/// A matrix as it is told: whole where it is small, else by its size and its extremes.
package struct NumberMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  /// Row-major.
  package let elements: [Double]
  /// Whether the elements are float64, else float32.
  private let isDouble: Bool

  /// The most elements, and columns, that are told one by one.
  private static let most = (elements: 40, columns: 8)

  package init<S: Scalar>(rows: Int, columns: Int, _ elements: [S]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements.map { Double($0) }
    isDouble = S.self == Double.self
  }

  package var isSmall: Bool {
    elements.count <= Self.most.elements && columns <= Self.most.columns
  }

  package var isNumber: Bool { elements.count == 1 }

  package subscript(row: Int, column: Int) -> Double { elements[row * columns + column] }

  /// An element in the shortest form that reads back to the same number of its precision.
  package func exact(_ index: Int) -> String {
    isDouble ? elements[index].description : Float(elements[index]).description
  }

  package var shape: String { Self.shape(rows, columns) }

  static func shape(_ rows: Int, _ columns: Int) -> String { "[\(rows), \(columns)]" }

  /// The Euclidean norm of all elements.
  package var norm: Double { Self.norm(elements) }

  package var least: Double { elements.min() ?? 0 }
  package var greatest: Double { elements.max() ?? 0 }
  package var mean: Double { elements.reduce(0, +) / Double(max(1, elements.count)) }

  static func norm(_ elements: [Double]) -> Double {
    elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
