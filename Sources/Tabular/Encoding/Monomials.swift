/// The monomials of degree 2 … d of a row's numbers, ordered by degree and then by column.
///
/// Each is the product of one of the degree before and a number whose column is not before the
/// columns of that one; so they stand in the order of their columns.
package struct Monomials: Hashable, Sendable {
  /// The place in the row of the first one.
  package let start: Int
  /// For each monomial the place in the row of the one it extends.
  package private(set) var parents: [Int32] = []
  /// For each monomial the place in the row of the number it is multiplied with.
  package private(set) var factors: [Int32] = []

  /// - Parameters:
  ///   - numbers: the places of the numbers in the row.
  ///   - width: how many inputs the row has before these monomials.
  package init(numbers: [Int], width: Int, degree: Int) {
    start = width
    guard degree > 1, !numbers.isEmpty else { return }
    // (place in the row, place among the numbers of its last factor)
    var previous = numbers.indices.map { (place: numbers[$0], last: $0) }
    var place = width
    for _ in 2...degree {
      var next: [(place: Int, last: Int)] = []
      for parent in previous {
        for last in parent.last..<numbers.count {
          parents.append(Int32(parent.place))
          factors.append(Int32(numbers[last]))
          next.append((place, last))
          place += 1
        }
      }
      previous = next
    }
  }

  /// How many monomials of degree 2 … d there are; `Int.max` where more than 2³¹ − 1, which is more
  /// than a row may hold.
  static func count(numbers: Int, degree: Int) -> Int {
    guard numbers > 0, degree > 1 else { return 0 }
    let most = Int(Int32.max)
    if numbers == 1 { return degree - 1 > most ? Int.max : degree - 1 }
    // There are C(n + k − 1, k) of degree k.
    var ofDegree = numbers
    var total = 0
    for k in 2...degree {
      let (product, overflow) = ofDegree.multipliedReportingOverflow(by: numbers + k - 1)
      if overflow { return Int.max }
      ofDegree = product / k
      total += ofDegree
      if total > most { return Int.max }
    }
    return total
  }
}
