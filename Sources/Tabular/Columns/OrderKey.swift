/// What a row is ordered by: a number with all of its digits, also where a Double has no room for them.
struct OrderKey: Comparable, Sendable {
  /// The number as a Double.
  let number: Double
  /// What it is beyond that; NaN where it has more digits than are compared, so that it equals all that
  /// have the same Double.
  let remainder: Double

  static func == (left: OrderKey, right: OrderKey) -> Bool {
    left.number == right.number && !(left < right) && !(right < left)
  }

  static func < (left: OrderKey, right: OrderKey) -> Bool {
    left.number < right.number || left.number == right.number && left.remainder < right.remainder
  }
}

extension [OrderKey] {
  /// The keys in two columns of cells.
  init(_ numbers: [Double], _ remainders: [Double]) {
    self = zip(numbers, remainders).map { OrderKey(number: $0, remainder: $1) }
  }
}
