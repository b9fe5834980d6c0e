/// The numbers of a column over some rows in ascending order, missing ones left out: all of them, or of very many those
/// that a sketch keeps.
package struct SortedNumbers {
  /// More numbers than these, 128 MiB, are not kept, whether or not the table is in memory.
  package static let mostKept = 1 << 24

  private let numbers: [Double]
  /// Of each number of a sketch how many numbers there are up to it; empty where all are kept.
  private let ranks: [Int]

  let count: Int

  init(of table: RowStore, slot: Int, rows isCounted: [Bool]) {
    var collected = Collection(most: Self.mostKept)
    table.forEach(in: slot) { row, cell in
      if isCounted[row], cell == cell { collected.add(cell) }
    }
    self.init(collected)
  }

  /// - Parameters:
  ///   - numbers: none of them missing.
  ///   - most: of more a sketch is made.
  package init(_ numbers: some Sequence<Double>, most: Int = mostKept) {
    var collected = Collection(most: most)
    for number in numbers { collected.add(number) }
    self.init(collected)
  }

  private init(_ collected: consuming Collection) {
    count = collected.count
    guard let sketch = collected.sketch else {
      ranks = []
      var numbers = collected.numbers
      numbers.sort()
      self.numbers = numbers
      return
    }
    (numbers, ranks) = sketch.ranked
  }

  /// Numbers as they come.
  private struct Collection {
    let most: Int
    var numbers: [Double] = []
    var sketch: QuantileSketch?

    init(most: Int) { self.most = most }

    var count: Int { sketch?.count ?? numbers.count }

    mutating func add(_ number: Double) {
      guard sketch == nil else {
        sketch?.add(number)
        return
      }
      numbers.append(number)
      guard numbers.count > most else { return }
      var made = QuantileSketch()
      for number in numbers { made.add(number) }
      sketch = made
      numbers = []
    }
  }

  var isEmpty: Bool { numbers.isEmpty }

  /// The number below which a share of all lies, interpolated between neighbours (type 7 of
  /// R. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, 1996); there must be a number. That of a sketch is
  /// one of the numbers, whose rank is within L/2¹⁷ of the share, L being the levels of the sketch: 10⁻⁴ of a thousand million.
  package func quantile(_ share: Double) -> Double {
    let position = share * Double(count - 1)
    guard ranks.isEmpty else {
      // The first number whose rank reaches the position.
      var (low, high) = (0, ranks.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if Double(ranks[middle]) > position { high = middle } else { low = middle + 1 }
      }
      return numbers[low]
    }
    let below = min(Int(position), numbers.count - 1)
    let above = min(below + 1, numbers.count - 1)
    let part = position - Double(below)
    let (low, high) = (numbers[below], numbers[above])
    return low == high ? low : low * (1 - part) + high * part
  }
}

/// Some of very many numbers, each of which stands for as many neighbours: what is kept follows from the numbers and
/// their order alone (J. Munro and M. Paterson, Selection and Sorting with Limited Storage, 1980). Where two levels become
/// one, ranks move by at most the weight of a number there; over L levels of 2¹⁶ numbers these sum up to L/2¹⁷ of
/// the count at most.
struct QuantileSketch {
  /// The numbers of a level.
  private static let length = 1 << 16

  private(set) var count = 0
  private var last: [Double] = []
  /// Sorted numbers, of the level l each for 2ˡ; nil for a level that is empty.
  private var levels: [[Double]?] = []
  /// Of which of two neighbours is kept next.
  private var keepsSecond: [Bool] = []
  private var least = Double.infinity
  private var greatest = -Double.infinity

  mutating func add(_ number: Double) {
    count += 1
    least = min(least, number)
    greatest = max(greatest, number)
    last.append(number)
    guard last.count == Self.length else { return }
    last.sort()
    var carried = last
    last.removeAll(keepingCapacity: true)
    for level in 0... {
      if level == levels.count {
        levels.append(nil)
        keepsSecond.append(false)
      }
      guard let own = levels[level] else {
        levels[level] = carried
        return
      }
      levels[level] = nil
      carried = Self.halved(own, carried, keepsSecond[level])
      keepsSecond[level].toggle()
    }
  }

  /// Each second number of two sorted lists.
  private static func halved(
    _ first: [Double], _ second: [Double], _ keepsSecond: Bool
  ) -> [Double] {
    var kept: [Double] = []
    kept.reserveCapacity(length)
    var (one, other, isKept) = (0, 0, !keepsSecond)
    while one < first.count || other < second.count {
      let takesFirst =
        other == second.count || one < first.count && first[one] <= second[other]
      let number = takesFirst ? first[one] : second[other]
      if takesFirst { one += 1 } else { other += 1 }
      if isKept { kept.append(number) }
      isKept.toggle()
    }
    return kept
  }

  /// The numbers that are kept, ascending, and how many each of them and those before it stand for. The least and the
  /// greatest are the ends.
  var ranked: (numbers: [Double], ranks: [Int]) {
    var all = last.map { (number: $0, weight: 1) }
    for (level, numbers) in levels.enumerated() {
      all += (numbers ?? []).map { (number: $0, weight: 1 << level) }
    }
    all.sort { $0.number < $1.number }
    if let first = all.indices.first { all[first].number = least }
    if let end = all.indices.last { all[end].number = greatest }
    var rank = 0
    return (
      all.map(\.number),
      all.map {
        rank += $0.weight
        return rank
      }
    )
  }
}
