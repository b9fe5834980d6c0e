import Spec

/// Input columns next to each other that layers read together.
package struct ColumnGroup: Hashable, Sendable {
  package let name: String
  /// Which of the encoder's inputs these are.
  package let inputs: Range<Int>
  /// The extents of a row's inputs, channels or features last; nil where they stand side by side.
  package let shape: [Int]?
  package var normalization = RowNormalization.none
  /// Whether rows may end before the last step, so that each has the number of its steps.
  package var hasLengths = false

  /// The group of all of so many inputs, side by side.
  static func all(_ count: Int) -> ColumnGroup {
    ColumnGroup(name: GroupSection.rest, inputs: 0..<count, shape: nil)
  }

  /// How many inputs a step has; nil where the group is no sequence.
  package var features: Int? { shape?.count == 2 ? shape?.last : nil }
}
