/// What a layer reads or gives: a value [rows, n] whose n columns have a shape, the last index of which runs
/// fastest: [height, width, channels], [steps, features] or [n].
package struct Features: Sendable {
  package let value: Value
  /// The extents of a row.
  package let extents: [Int]
  /// Of a sequence that may be shorter than its extent, the number of its steps, [rows, 1]; what is behind
  /// them is 0.
  package let lengths: Value?

  package init(_ value: Value, _ extents: [Int], lengths: Value? = nil) {
    self.value = value
    self.extents = extents
    self.lengths = lengths
  }

  /// The elements of a row.
  package var count: Int { extents.reduce(1, *) }

  /// The shape in words, such as `[28, 28, 1] (height, width, channels)`.
  package var description: String { Self.description(of: extents) }

  package static func description(of extents: [Int]) -> String {
    let names =
      switch extents.count {
      case 3: " (height, width, channels)"
      case 2: " (steps, features)"
      default: ""
      }
    return "[\(extents.map(String.init).joined(separator: ", "))]\(names)"
  }
}

/// Inputs that belong together: some columns of the matrix of inputs, and the shape that a row of them has.
package struct InputGroup: Sendable {
  package let name: String
  /// The columns of the matrix of inputs.
  package let columns: Range<Int>
  /// [height, width, channels], [steps, features] or [n].
  package let extents: [Int]
  /// The column of the matrix of inputs with the number of steps of each row; nil where all have as many as
  /// the extent says.
  package let lengthColumn: Int?

  package init(name: String, columns: Range<Int>, extents: [Int], lengthColumn: Int? = nil) {
    self.name = name
    self.columns = columns
    self.extents = extents
    self.lengthColumn = lengthColumn
  }

  /// The group of all columns of which no other is stated.
  package static let defaultName = "inputs"
}
