/// By what the numbers of a row are divided, so that rows of different size become alike.
package enum RowNormalization: String, CaseIterable, Sendable {
  /// Nothing.
  case none
  /// The sum of their sizes, Σ |x|.
  case l1
  /// Their Euclidean norm, √(Σ x²).
  case l2

  /// Divides some of a row's numbers by their norm; zeros stay.
  package func normalize<Scalar: TableScalar>(
    _ row: UnsafeMutablePointer<Scalar>, _ places: [Int]
  ) {
    let greatest = places.reduce(0.0) { max($0, abs(Double(row[$1]))) }
    guard greatest > 0, greatest.isFinite else { return }
    // A power of two, by which squares stay in range and no digit is lost.
    let unit = greatest.binade
    var sum = 0.0
    for place in places {
      let size = abs(Double(row[place])) / unit
      sum += self == .l2 ? size * size : size
    }
    let norm = self == .l2 ? sum.squareRoot() : sum
    for place in places { row[place] = Scalar(Double(row[place]) / unit / norm) }
  }
}
