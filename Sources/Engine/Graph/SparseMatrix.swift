/// A constant square matrix of which few elements are not 0, such as the neighbours of a graph's nodes. It is
/// known by its identity: two matrices are different though their elements are equal.
package final class SparseMatrix: Hashable, Sendable {
  /// An element that is not 0.
  package struct Element: Hashable, Sendable {
    package let row: Int
    package let column: Int
    package let value: Double

    package init(row: Int, column: Int, value: Double) {
      self.row = row
      self.column = column
      self.value = value
    }
  }

  /// The elements row by row, in both precisions.
  struct CompressedRows: Sendable {
    /// Where the elements of each row begin, and where the last ones end.
    fileprivate(set) var starts: [Int]
    fileprivate(set) var columns: [Int32]
    fileprivate(set) var values64: [Double]
    fileprivate(set) var values32: [Float]

    fileprivate init(_ elements: [Element], count: Int) {
      let sorted = elements.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
      starts = Array(repeating: 0, count: count + 1)
      for element in sorted { starts[element.row + 1] += 1 }
      for row in 0..<count { starts[row + 1] += starts[row] }
      columns = sorted.map { Int32($0.column) }
      values64 = sorted.map(\.value)
      values32 = values64.map(Float.init)
    }
  }

  /// The rows, and the columns.
  package let count: Int
  /// The elements that are not 0.
  package let elementCount: Int
  let rows: CompressedRows
  /// The rows of the transposed matrix.
  let transposedRows: CompressedRows

  /// - Parameter elements: those that are not 0, in any order, each at most once.
  package init(count: Int, _ elements: [Element]) {
    precondition(
      elements.allSatisfy { 0..<count ~= $0.row && 0..<count ~= $0.column },
      "elements lie in the matrix")
    self.count = count
    elementCount = elements.count
    rows = CompressedRows(elements, count: count)
    transposedRows = CompressedRows(
      elements.map { Element(row: $0.column, column: $0.row, value: $0.value) }, count: count)
  }

  package static func == (left: SparseMatrix, right: SparseMatrix) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
