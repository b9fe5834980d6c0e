/// How the values of a column are spread over the rows, whatever the values are: two columns with one
/// pattern go with one another one-to-one.
///
/// A pattern is one of 64 bits: of a million columns two are taken for equal by mistake with a chance of
/// one in ten million.
struct ColumnPattern: Hashable {
  /// Whether it is of the order of the values too, and not only of which are equal.
  private let isOfOrder: Bool
  private let bits: UInt64

  /// Both patterns of some rows, by which most columns that differ are told apart.
  struct Sample {
    private let values: ColumnPattern
    private let order: ColumnPattern

    /// - Parameter values: NaN where missing.
    init(of values: [Double]) {
      let step = max(1, values.count / ColumnPattern.sampleRows)
      let some = stride(from: 0, to: values.count, by: step).map { values[$0] }
      self.values = ColumnPattern(of: some, byOrder: false)
      order = ColumnPattern(of: some, byOrder: true)
    }

    func pattern(byOrder: Bool) -> ColumnPattern { byOrder ? order : values }
  }

  private static let sampleRows = 256

  /// - Parameter values: NaN where missing.
  init(of values: [Double], byOrder: Bool) {
    isOfOrder = byOrder
    bits = byOrder ? Self.order(values) : Self.equality(values)
  }

  /// The pattern of which rows have equal values.
  private static func equality(_ values: [Double]) -> UInt64 {
    var codes: [UInt64: UInt64] = [:]
    return hash(
      values.lazy.map { value in
        // 0 is added since −0 equals 0; all missing cells are alike.
        let bits = value == value ? (value + 0).bitPattern : .max
        let next = UInt64(codes.count)
        if let code = codes[bits] { return code }
        codes[bits] = next
        return next
      })
  }

  /// The pattern of which rows have greater values than others, the same where all are turned round.
  private static func order(_ values: [Double]) -> UInt64 {
    let rows = values.indices.filter { values[$0] == values[$0] }
      .sorted { values[$0] < values[$1] }
    // From 1; 0 is missing.
    var ranks = [UInt64](repeating: 0, count: values.count)
    var rank: UInt64 = 0
    for (place, row) in rows.enumerated() {
      if place == 0 || values[rows[place - 1]] < values[row] { rank += 1 }
      ranks[row] = rank
    }
    // Of both directions the one in which the first rank off the middle is low.
    let isTurned =
      ranks.first { $0 > 0 && 2 * $0 != rank + 1 }.map { 2 * $0 > rank + 1 } ?? false
    return hash(ranks.lazy.map { isTurned && $0 > 0 ? rank + 1 - $0 : $0 })
  }

  private static func hash(_ codes: some Sequence<UInt64>) -> UInt64 {
    codes.reduce(0) { NumberSet.mixed($0 ^ $1 &* 0x9e37_79b9_7f4a_7c15) }
  }
}
