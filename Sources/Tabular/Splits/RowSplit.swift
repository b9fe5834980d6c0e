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
    var sizes = [rows]
    if let strata {
      sizes = Array(repeating: 0, count: Int(strata.max() ?? 0) + 1)
      for stratum in strata { sizes[Int(stratum)] += 1 }
    }
    // The rows of the strata before, which are dealt to folds together.
    var dealt = 0
    let kept = sizes.map { size in
      defer { dealt += size }
      return fold.map { size - Self.held(dealt..<dealt + size, in: $0) } ?? size
    }
    let none = kept.map { _ in 0 }
    let ofValidation =
      validation > 0 ? Self.shares(of: validation, sizes: kept, left: kept) : none
    let left = zip(kept, ofValidation).map { $0 - $1 }
    let ofTest = test > 0 ? Self.shares(of: test, sizes: kept, left: left) : none
    // Drawn rows are moved to the front of their stratum.
    var sorted = Self.sorted(rows, strata, sizes)
    dealt = 0
    for (stratum, size) in sizes.enumerated() {
      let first = dealt
      dealt += size
      if let fold { holdBack(fold, of: &sorted, first..<dealt, stratum, seed: seed) }
      let random = RandomStream(seed: seed, .split, minor: stratum)
      for index in 0..<ofValidation[stratum] + ofTest[stratum] {
        // A step of the Fisher–Yates shuffle.
        let other = index + random.draw(index, below: kept[stratum] - index)
        sorted.swapAt(first + index, first + other)
        parts[Int(sorted[first + index])] = index < ofValidation[stratum] ? .validation : .test
      }
    }
  }

  /// The rows, one stratum after the other.
  private static func sorted(_ rows: Int, _ strata: [Int32]?, _ sizes: [Int]) -> [UInt32] {
    guard let strata else { return Array(0..<UInt32(rows)) }
    var places = sizes
    var next = 0
    for (stratum, size) in sizes.enumerated() {
      places[stratum] = next
      next += size
    }
    var sorted = [UInt32](repeating: 0, count: rows)
    for (row, stratum) in strata.enumerated() {
      sorted[places[Int(stratum)]] = UInt32(row)
      places[Int(stratum)] += 1
    }
    return sorted
  }

  /// How many of some rows, dealt to all folds in turn, are held back.
  private static func held(_ positions: Range<Int>, in fold: Fold) -> Int {
    func upTo(_ end: Int) -> Int { (end + fold.count - fold.number) / fold.count }
    return upTo(positions.upperBound) - upTo(positions.lowerBound)
  }

  /// Deals the rows of a stratum, in random order, to all folds in turn, and holds one fold back.
  /// - Parameters:
  ///   - rows: those of all strata; the others of the stratum are moved to its front.
  ///   - places: where the stratum's are.
  private mutating func holdBack(
    _ fold: Fold, of rows: inout [UInt32], _ places: Range<Int>, _ stratum: Int, seed: UInt64
  ) {
    // Other numbers than those by which the validation rows are drawn from what is left.
    let random = RandomStream(seed: seed, .split, major: 1, minor: stratum)
    for index in 0..<places.count {
      let other = index + random.draw(index, below: places.count - index)
      rows.swapAt(places.lowerBound + index, places.lowerBound + other)
    }
    var end = places.lowerBound
    for place in places {
      if place % fold.count == fold.number - 1 {
        parts[Int(rows[place])] = .test
      } else {
        rows[end] = rows[place]
        end += 1
      }
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
