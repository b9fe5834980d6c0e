/// What a column of the training file was taken for, and why.
package struct ColumnReport: Sendable {
  /// Why a column has its type.
  package enum Reason: Sendable {
    /// The configuration says so.
    case stated
    /// At least half of the cells that are not missing are decimal numbers.
    case numbers
    /// All of them are true, false, yes or no.
    case booleans
    /// More than half of them are other texts.
    case texts
    /// All are whole numbers, some with zeros before them, as postal codes have.
    case codes
  }

  package let name: String
  package let type: ColumnType
  package let reason: Reason
  /// Cells over all rows of the file: missing ones, decimal numbers and others.
  package let cells: (missing: Int, numbers: Int, others: Int)
  /// Whether there are whole numbers with more digits than float64 holds, so that different ones are
  /// read as one.
  package let isRounded: Bool
  /// Whether all numbers that have decimals have three of them, behind a point.
  package let hasThreeDecimals: Bool
  /// How many different texts there are; nil in a column of numbers.
  package let distinctTexts: Int?
  /// How its numbers turned out to be written; nil where that was stated, or is as programs write them.
  package let found: NumberFormat?
  /// From the least to the greatest number of the training rows; nil in a column of texts, or where they
  /// have none.
  package var range: ClosedRange<Double>?

  /// Whether numbers of a column whose decimals are three may be thousands: `6.859` beside `281` may be
  /// 6859, since no greater number stands there without a point, and none begins with a zero.
  package static func mayBeThousands(_ values: some Sequence<Double>) -> Bool {
    var (hasWhole, hasFraction) = (false, false)
    for value in values where value == value {
      let size = abs(value)
      if size >= 1000 { return false }
      if size.rounded() == size {
        hasWhole = true
      } else if size < 1 {
        return false
      } else {
        hasFraction = true
      }
    }
    return hasWhole && hasFraction
  }
}
