internal import Randomness

/// An input that is the number of a category, in whose place the first layer gets a learnt vector.
package struct Embedding: Sendable {
  /// The name of the column with the categories, which its parameter is named after.
  package let column: String
  /// The column of the matrix of inputs that holds the numbers, 0 ..< `categories`.
  package let input: Int
  package let categories: Int
  /// How many numbers a vector has.
  package let dimensions: Int
  /// The category of texts that training need not have seen.
  package let other: Int

  package init(column: String, input: Int, categories: Int, dimensions: Int, other: Int) {
    self.column = column
    self.input = input
    self.categories = categories
    self.dimensions = dimensions
    self.other = other
  }

  /// The initial values of the vectors' elements, by their index: normal with deviation
  /// 1 / √dimensions, so that a vector is about as long as the row of a one-hot category. The vector of
  /// `other` is 0, and stays so where training has no such row: what was never seen tells nothing.
  func initialValues(from random: RandomStream) -> (_ index: Int) -> Double {
    let deviation = 1 / Double(dimensions).squareRoot()
    return { $0 / dimensions == other ? 0 : deviation * random.normal($0) }
  }
}
