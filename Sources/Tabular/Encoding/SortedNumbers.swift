/// The numbers of a column over some rows in ascending order, missing ones left out.
struct SortedNumbers {
  private let numbers: [Double]

  init(of table: RowStore, slot: Int, rows isCounted: [Bool]) {
    numbers = zip(table.column(slot), isCounted).compactMap { value, isCounted in
      isCounted && value == value ? value : nil
    }.sorted()
  }

  /// - Parameter numbers: none of them missing.
  init(_ numbers: [Double]) { self.numbers = numbers.sorted() }

  var isEmpty: Bool { numbers.isEmpty }

  var count: Int { numbers.count }

  /// The number below which a share of all lies, interpolated between neighbours (type 7 of
  /// R. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, 1996); there must be a number.
  func quantile(_ share: Double) -> Double {
    let position = share * Double(numbers.count - 1)
    let below = min(Int(position), numbers.count - 1)
    let above = min(below + 1, numbers.count - 1)
    let part = position - Double(below)
    let (low, high) = (numbers[below], numbers[above])
    return low == high ? low : low * (1 - part) + high * part
  }
}
