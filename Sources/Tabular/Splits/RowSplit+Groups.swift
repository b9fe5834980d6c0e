internal import Randomness

/// Splits that leave groups of rows whole. At least one group is left for each part that is wanted, and one
/// for training.
extension RowSplit {
  /// Draws groups until their rows are as near to the wanted number as whole groups allow.
  /// - Parameters:
  ///   - groups: for each row the number of its group.
  ///   - count: how many groups there are.
  ///   - counts: how many rows are wanted for validation and for test.
  ///   - fold: the part of the rows that is held back for test; then none are wanted for test.
  init(groups: [Int], count: Int, counts: [Int], fold: Fold?, seed: UInt64) {
    let sizes = Self.sizes(of: groups, count: count)
    var left = Array(0..<count)
    let random = RandomStream(seed: seed, .split)
    for index in left.indices {
      left.swapAt(index, index + random.draw(index, below: count - index))
    }
    var parts = [Part](repeating: .train, count: count)
    if let fold {
      // Each group goes to the fold with the fewest rows so far, so that the last ones even them out; by
      // falling size, of equals in drawn order.
      var rows = [Int](repeating: 0, count: fold.count)
      for group in left.enumerated().sorted(by: {
        sizes[$0.element] == sizes[$1.element]
          ? $0.offset < $1.offset : sizes[$0.element] > sizes[$1.element]
      }).map(\.element) {
        let least = rows.indices.min { rows[$0] < rows[$1] } ?? 0
        rows[least] += sizes[group]
        if least == fold.number - 1 { parts[group] = .test }
      }
      left.removeAll { parts[$0] == .test }
    }
    let wanted = zip([Part.validation, .test], counts).filter { $1 > 0 }
    for (number, (part, count)) in wanted.enumerated() {
      var rows = 0
      // A group for each part that follows, and one for training.
      var spare = left.count - (wanted.count - number)
      var taken: [Int] = []
      for group in left where spare > 0 && abs(rows + sizes[group] - count) < abs(rows - count) {
        taken.append(group)
        rows += sizes[group]
        spare -= 1
      }
      if taken.isEmpty { taken = left.min { sizes[$0] < sizes[$1] }.map { [$0] } ?? [] }
      for group in taken { parts[group] = part }
      left.removeAll { parts[$0] == part }
    }
    self.init(parts: groups.map { parts[$0] })
  }

  /// Takes the last groups for test and those before them for validation, as many as come nearest to the
  /// wanted numbers of rows.
  /// - Parameter ordered: for each row the number of its group in their order.
  init(ordered groups: [Int], count: Int, counts: [Int]) {
    let sizes = Self.sizes(of: groups, count: count)
    var parts = [Part](repeating: .train, count: count)
    var end = count
    let wanted = zip([Part.test, .validation], counts.reversed()).filter { $1 > 0 }
    for (number, (part, count)) in wanted.enumerated() {
      var rows = 0
      var spare = end - (wanted.count - number)
      while spare > 0, rows == 0 || abs(rows + sizes[end - 1] - count) < abs(rows - count) {
        end -= 1
        spare -= 1
        rows += sizes[end]
        parts[end] = part
      }
    }
    self.init(parts: groups.map { parts[$0] })
  }

  private static func sizes(of groups: [Int], count: Int) -> [Int] {
    var sizes = [Int](repeating: 0, count: count)
    for group in groups { sizes[group] += 1 }
    return sizes
  }
}
