import Spec
import System

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
    /// All that are not missing are dates in one format.
    case dates
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

  /// How the dates of a column of dates are written; nil in any other.
  package var dateFormat: DateFormat?
  /// Another format that all its dates have, with days and months the other way round; nil where there is
  /// none, or the format is stated.
  package var otherDateFormat: DateFormat?
  /// What to say of categories that look like dates or quantities; nil where they do not.
  package var unreadNote: String?
  /// From the least to the greatest number of the training rows, days since 1970-01-01 in a column of
  /// dates; nil in a column of texts, or where they have none.
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

  /// A number of the column for people.
  package func spelled(_ number: Double) -> String {
    dateFormat?.spelled(number) ?? Decimals.text(number)
  }

  /// What to say of dates that can be read in two ways.
  package var ambiguityNote: String? {
    guard let dateFormat, let otherDateFormat else { return nil }
    return
      "the dates in column \(Message.quoted(name)) do not show whether the day or the month comes first; "
      + "they are read as \(Message.quoted(dateFormat.text)); to read them the other way, set "
      + "\("format".quoted): \(Message.quoted(otherDateFormat.text)) in data.columns.\(name.asKey)"
  }
}
