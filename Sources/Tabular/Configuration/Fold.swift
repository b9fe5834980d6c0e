package import Spec

/// One of several equal parts of the training file's rows: the test rows of one run in a
/// cross-validation.
package struct Fold: Declared, Hashable {
  /// From 1.
  package var number = 1
  package var count = 2

  package init() {}

  package init(_ number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  package static let fields: [Field<Self>] = [
    Field(
      "fold", \.number, .integer(1...2_147_483_647), "the number of the part, from 1",
      isRequired: true),
    Field(
      "of", \.count, .integer(2...2_147_483_647), "how many parts the rows are divided into",
      isRequired: true),
  ]

  package func check(_ reading: inout Reading) {
    if reading.areSound("fold", "of"), number > count {
      reading.fault("fold", "fold \(number) of \(count), expected at most \(count)")
    }
  }
}
