/// A loss by epochs, from before the first update on.
package struct Curve: Sendable {
  /// As far as all of them are finite.
  package let values: [Double]

  package init(_ cells: [Double?]) {
    values = cells.prefix { $0?.isFinite == true }.compactMap { $0 }
  }

  /// The epochs after the start.
  var epochs: Int { max(values.count - 1, 0) }

  var start: Double { values.first ?? .nan }

  /// The mean of the last twentieth, in which single epochs weigh little.
  var end: Double { mean(values.indices.suffix(max(1, epochs / 20))) }

  /// The epoch with the least value, and that value.
  var best: (epoch: Int, value: Double) {
    let epoch = values.indices.min { values[$0] < values[$1] } ?? 0
    return (epoch, values.isEmpty ? .nan : values[epoch])
  }

  /// The part of the whole fall that the last quarter brought; 0 where nothing fell. Were the fall even,
  /// it would be a quarter.
  var lastQuarterShare: Double {
    guard epochs >= 4 else { return 0 }
    let width = max(1, epochs / 20)
    let quarter = mean((values.count - 1 - epochs / 4 - width + 1..<values.count - epochs / 4))
    let fall = start - end
    return fall > 0 ? max(0, (quarter - end) / fall) : 0
  }

  /// The mean change from one value to the next in the last half, relative to the mean there; nil for fewer than
  /// five values in that half, or where their mean is 0.
  var noise: Double? {
    let last = values.suffix(epochs / 2 + 1)
    let changes = zip(last, last.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
    let total = last.dropFirst().reduce(0, +)
    return last.count > 4 && total > 0 ? changes / total : nil
  }

  /// The share of the epochs of the last half that rose.
  var risingShare: Double {
    let last = values.suffix(epochs / 2 + 1)
    guard last.count > 1 else { return 0 }
    return Double(zip(last, last.dropFirst()).count { $1 > $0 }) / Double(last.count - 1)
  }

  /// The longest stretch in which the means of hundredths of the epochs stay within a distance.
  func longestStretch(within distance: Double) -> Range<Int>? {
    let width = max(1, values.count / 100)
    let blocks = stride(from: 0, to: values.count - width + 1, by: width).map {
      mean($0..<$0 + width)
    }
    var longest = 0..<0
    var first = 0
    for last in blocks.indices {
      while (blocks[first...last].max() ?? 0) - (blocks[first...last].min() ?? 0) > distance {
        first += 1
      }
      if last + 1 - first > longest.count { longest = first..<last + 1 }
    }
    return longest.isEmpty ? nil : longest.lowerBound * width..<longest.upperBound * width
  }

  func mean(_ epochs: some Collection<Int>) -> Double {
    epochs.isEmpty ? .nan : epochs.reduce(0) { $0 + values[$1] } / Double(epochs.count)
  }
}
