internal import Randomness

/// Which rows are held back for validation and test.
struct RowSplit {
  enum Part: UInt8, CaseIterable {
    case train, validation, test
    /// In no split.
    case leftOut
  }

  /// One per row.
  private(set) var parts: [Part]

  /// A split that is stated row by row.
  init(parts: [Part]) { self.parts = parts }

  /// How many rows a fraction takes: round(n · f), and at least 1.
  static func count(of fraction: Double, rows: Int) -> Int {
    max(1, Int((Double(rows) * fraction).rounded()))
  }

  /// How many rows a fold takes: folds differ by one row at most.
  static func count(of fold: Fold, rows: Int) -> Int {
    rows / fold.count + (fold.number <= rows % fold.count ? 1 : 0)
  }

  /// The split of more rows, of which some are divided as these are, in their order, and the others are in
  /// no split.
  func spread(over areDivided: [Bool]) -> RowSplit {
    var next = 0
    return RowSplit(
      parts: areDivided.map { isDivided in
        guard isDivided else { return .leftOut }
        next += 1
        return parts[next - 1]
      })
  }

  /// Takes rows out of the splits that they are in.
  mutating func leaveOut(where areOut: [Bool]) {
    for row in parts.indices where areOut[row] { parts[row] = .leftOut }
  }

  /// Draws rows; together they must be fewer than all.
  /// - Parameters:
  ///   - fold: the part of the rows that is held back for test; then `test` is 0.
  ///   - strata: for each row the stratum it belongs to, each of which gives rows in proportion to
  ///     its size; nil where all rows are one.
  init(
    rows: Int, validation: Int, test: Int, fold: Fold? = nil, strata: [Int32]?, seed: UInt64
  ) {
    parts = Array(repeating: .train, count: rows)
    guard validation + test > 0 || fold != nil else { return }
    var members = [Array(0..<rows)]
    if let strata {
      members = Array(repeating: [], count: Int(strata.max() ?? 0) + 1)
      for (row, stratum) in strata.enumerated() { members[Int(stratum)].append(row) }
    }
    if let fold { holdBack(fold, of: &members, seed: seed) }
    var left = members.map(\.count)
    let sizes = left
    for (part, count) in [(Part.validation, validation), (.test, test)] where count > 0 {
      let shares = Self.shares(of: count, sizes: sizes, left: left)
      for (stratum, share) in shares.enumerated() {
        for _ in 0..<share {
          let index = sizes[stratum] - left[stratum]
          // A step of the Fisher–Yates shuffle.
          let other =
            index
            + RandomStream(seed: seed, .split, minor: stratum).draw(index, below: left[stratum])
          members[stratum].swapAt(index, other)
          parts[members[stratum][index]] = part
          left[stratum] -= 1
        }
      }
    }
  }

  /// Deals the rows of each stratum, in random order, to all folds in turn, and holds one fold back.
  private mutating func holdBack(_ fold: Fold, of members: inout [[Int]], seed: UInt64) {
    var position = 0
    for stratum in members.indices {
      // Other numbers than those by which the validation rows are drawn from what is left.
      let random = RandomStream(seed: seed, .split, major: 1, minor: stratum)
      let count = members[stratum].count
      for index in 0..<count {
        members[stratum].swapAt(index, index + random.draw(index, below: count - index))
      }
      var kept: [Int] = []
      for row in members[stratum] {
        if position % fold.count == fold.number - 1 {
          parts[row] = .test
        } else {
          kept.append(row)
        }
        position += 1
      }
      members[stratum] = kept
    }
  }

  /// Shares in proportion to the strata's sizes that add up to the count (largest remainders).
  ///
  /// Each stratum keeps a row for training as long as the others can give enough.
  static func shares(of count: Int, sizes: [Int], left: [Int]) -> [Int] {
    var room = left.map { max(0, $0 - 1) }
    if room.reduce(0, +) < count { room = left }
    let total = Double(sizes.reduce(0, +))
    let wanted = sizes.map { Double($0) * Double(count) / total }
    var shares = zip(wanted, room).map { min(Int($0), $1) }
    let order = sizes.indices.sorted {
      let (left, right) = (wanted[$0] - Double(shares[$0]), wanted[$1] - Double(shares[$1]))
      return left == right ? $0 < $1 : left > right
    }
    var missing = count - shares.reduce(0, +)
    while missing > 0 {
      for stratum in order where missing > 0 && shares[stratum] < room[stratum] {
        shares[stratum] += 1
        missing -= 1
      }
    }
    return shares
  }
}
