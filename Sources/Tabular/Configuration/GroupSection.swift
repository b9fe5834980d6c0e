package import Spec

/// A value of `data.groups`: input columns that layers read together, and what holds of all of them.
package struct GroupSection: Declared {
  /// Names of columns, or patterns with `*` for any text.
  package var columns: [String] = []
  /// Nil where the columns stand side by side.
  package var shape: [Int]?
  /// Nil for the scaling of all numeric inputs.
  package var scale: NumericScaling?
  package var missing: MissingCells?
  /// Nil for what is said of all numeric inputs.
  package var normalizeRows: RowNormalization?

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "columns", \.columns, .list(.text("the name of a column, or a pattern with *")),
      """
      the inputs of the group in their order; * in a name stands for any text, and the columns that \
      match such a pattern come in the table's order
      """,
      isRequired: true),
    Field(
      "shape", \.shape, .shape, "the shape of the group's inputs, as in data.shape; by default flat"
    ),
    Field(
      "scale", \.scale, .choice,
      """
      how the numbers of the group's columns are scaled, each column by itself; by default as in \
      preprocessing.numeric
      """),
    Field(
      "missing", \.missing, .missingCells,
      """
      missing as in data.columns, for all columns of the group, by default unset; a group with the shape \
      [steps, features] then takes sequences with fewer steps than that even if no row of train \
      has fewer
      """),
    Field(
      "normalize_rows", \.normalizeRows, .choice,
      """
      what the scaled numbers of a row of the group are divided by; by default as in \
      preprocessing.normalize_rows
      """),
  ]

  package func check(_ reading: inout Reading) {
    if reading.areSound("columns"), columns.isEmpty {
      reading.fault("columns", "expected at least one column")
    }
    checkShape(shape, "shape", &reading)
  }

  /// The group of all inputs that are in no other.
  package static let rest = "inputs"
}

extension Form<[Int]> {
  /// The extents of a row's inputs.
  static var shape: Form { .list(.integer(1...2_147_483_647)) }
}

/// Reports a shape that no row can have.
func checkShape(_ shape: [Int]?, _ key: String, _ reading: inout Reading) {
  guard reading.areSound(key), let shape else { return }
  guard (1...3).contains(shape.count) else {
    reading.fault(
      key,
      "expected [height, width, channels], [steps, features] or [inputs], not "
        + (shape.isEmpty ? "an empty list" : "\(shape.count) numbers"))
    return
  }
  if shape.product > Int(Int32.max) {
    reading.fault(key, "a row of the shape \(shape) has more numbers than a row can have")
  }
}

extension [Int] {
  /// How many numbers have this shape; `Int.max` where there are more than that.
  var product: Int {
    reduce(1) { product, extent in
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      return overflow ? Int.max : next
    }
  }
}
