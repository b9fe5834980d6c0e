package import Spec

/// Inputs next to each other that layers read together, in a matrix of encoded rows.
package struct InputGroup: Hashable, Sendable {
  package let name: String
  /// Columns of the input matrix.
  package let columns: Range<Int>
  /// [height, width, channels], [steps, features], or the number of columns alone; the last index runs
  /// fastest, and the product is the number of columns.
  package let extents: [Int]
  /// The column of the input matrix, behind all groups, that holds how many steps a row has; nil where all
  /// rows have all steps. The steps behind them are 0.
  package let lengthColumn: Int?

  package var json: JSONValue {
    .object([
      ("name", .text(name)), ("inputs", .integer(columns.count)),
      ("shape", .list(extents.map { .integer($0) })),
      ("has_lengths", .boolean(lengthColumn != nil)),
    ])
  }

  package init(name: String, columns: Range<Int>, extents: [Int], lengthColumn: Int?) {
    self.name = name
    self.columns = columns
    self.extents = extents
    self.lengthColumn = lengthColumn
  }
}
