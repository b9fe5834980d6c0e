/// What the cells of a column are.
package enum ColumnType: String, CaseIterable, Sendable {
  /// Decimal numbers.
  case numeric
  /// Texts of which each stands for itself.
  case categorical
  /// `true` and `false`, `yes` and `no`, `1` and `0`.
  case boolean
  /// Days of the calendar, with or without a time of day.
  case date
  /// Nothing that is looked at.
  case ignore
}
