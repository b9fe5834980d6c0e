/// The number of rows of a value: fixed, or that of the batch, which a plan supplies.
package enum Extent: Hashable, Sendable {
  case batch
  case fixed(Int)
}

/// The shape of a value: every value is a matrix, [rows, columns].
package struct Shape: Hashable, Sendable, CustomStringConvertible {
  package var rows: Extent
  package var columns: Int

  package init(_ rows: Extent, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  package init(_ rows: Int, _ columns: Int) {
    self.init(.fixed(rows), columns)
  }

  /// [1, 1].
  package static let scalar = Shape(1, 1)

  /// The number of rows where a batch has `batch` of them.
  package func rowCount(batch: Int) -> Int {
    switch rows {
    case .batch: batch
    case .fixed(let count): count
    }
  }

  /// The number of elements where a batch has `batch` rows.
  package func count(batch: Int) -> Int { rowCount(batch: batch) * columns }

  /// Whether a value of this shape can stand where `other` is wanted, its single row or column repeated.
  package func broadcasts(to other: Shape) -> Bool {
    (rows == other.rows || rows == .fixed(1)) && (columns == other.columns || columns == 1)
  }

  package var description: String {
    switch rows {
    case .batch: "[rows, \(columns)]"
    case .fixed(let count): "[\(count), \(columns)]"
    }
  }
}

/// Shapes that an operation does not take.
package struct ShapeError: Error, CustomStringConvertible {
  package let description: String

  init(_ operation: String, _ shapes: [Shape], expected: String) {
    let given = shapes.map(\.description).joined(separator: ", ")
    description = "\(operation) does not take the shapes \(given): expected \(expected)"
  }
}
