/// The number of rows of a value: fixed, or some for each row of the batch, whose number a plan supplies.
package enum Extent: Hashable, Sendable {
  /// So many rows, one below the other, for each row of the batch: positions of an image, steps of a
  /// sequence. A value [batch · k, c] is the same memory as [batch, k · c].
  case batch(times: Int)
  case fixed(Int)

  /// A row for each row of the batch. In a pattern, `.batch` means any number of them.
  package static var batch: Extent { .batch(times: 1) }

  /// The rows for each row of the batch; nil where their number is fixed.
  package var rowsPerBatchRow: Int? {
    if case .batch(let times) = self { times } else { nil }
  }

  /// Whether the rows are those of the batch, or some for each of them.
  package var isBatch: Bool { rowsPerBatchRow != nil }
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
    case .batch(let times): batch * times
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
    case .batch(times: 1): "[rows, \(columns)]"
    case .batch(let times): "[rows · \(times), \(columns)]"
    case .fixed(let count): "[\(count), \(columns)]"
    }
  }
}

/// Shapes that an operation does not take.
package struct ShapeError: Error, CustomStringConvertible {
  package let description: String

  package init(_ operation: String, _ shapes: [Shape], expected: String) {
    let given = shapes.map(\.description).joined(separator: ", ")
    description = "\(operation) does not take the shapes \(given): expected \(expected)"
  }
}
