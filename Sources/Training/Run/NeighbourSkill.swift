import Spec
import Tabular

/// How far targets follow from inputs by a means that assumes nothing of how they do: each of some training
/// rows is given the most frequent class, or the mean target, of those nearest to it. Where a network does
/// no better than this, it may be that there is no more in the data than it has learnt.
package struct NeighbourSkill: Sendable {
  /// 0 for always guessing alike, 1 for no fault: of classes, the share of what the most frequent one alone
  /// gets wrong that is right; of numbers, r2.
  package let skill: Double
  /// How many neighbours did best of those tried.
  package let neighbours: Int
  /// The rows that were tried.
  package let rows: Int

  /// Fewer rows tell nothing.
  private static let fewestRows = 30
  private static let mostRows = 250
  /// The most differences of two numbers, some 2 ms of work.
  private static let mostWork = 8_000_000
  private static let counts = [1, 3, 10, 30]

  package init(skill: Double, neighbours: Int, rows: Int) {
    self.skill = skill
    self.neighbours = neighbours
    self.rows = rows
  }

  /// Nil where there are too few rows, or nothing varies.
  /// - Parameters:
  ///   - inputs: [rows, columns]
  ///   - targets: [rows, targets], class numbers where there are classes.
  ///   - classes: their number; 0 in a regression.
  init?<S: TableScalar>(_ inputs: Matrix<S>, _ targets: Matrix<S>, classes: Int) {
    let affordable = Int((Double(Self.mostWork) / Double(max(inputs.columns, 1))).squareRoot())
    let rows = min(inputs.rows, Self.mostRows, affordable)
    guard rows >= Self.fewestRows else { return nil }
    let points = Self.sample(inputs, rows, isScaled: true)
    let answers = Self.sample(targets, rows, isScaled: classes == 0)
    let nearest = Self.nearest(points, rows: rows, columns: inputs.columns)
    var best: (skill: Double, neighbours: Int)?
    for count in Self.counts where count < rows {
      let skill =
        classes > 0
        ? Self.skill(ofClasses: answers, classes, nearest, count)
        : Self.skill(ofNumbers: answers, targets.columns, nearest, count)
      guard let skill else { return nil }
      if skill > best?.skill ?? -.infinity { best = (skill, count) }
    }
    guard let best else { return nil }
    self.init(skill: best.skill, neighbours: best.neighbours, rows: rows)
  }

  /// Rows spread evenly over all, [columns, rows], the columns with the mean 0 and the deviation 1 if they
  /// are scaled; one that does not vary is 0.
  private static func sample<S: TableScalar>(
    _ matrix: Matrix<S>, _ rows: Int, isScaled: Bool
  ) -> [Double] {
    var values = [Double](repeating: 0, count: rows * matrix.columns)
    matrix.forEachRow(of: rows) { row, elements in
      for column in 0..<matrix.columns { values[column * rows + row] = Double(elements[column]) }
    }
    guard isScaled else { return values }
    for start in stride(from: 0, to: values.count, by: rows) {
      let places = start..<start + rows
      let mean = places.reduce(0) { $0 + values[$1] } / Double(rows)
      let squares = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
      let deviation = (squares / Double(rows)).squareRoot()
      for place in places {
        values[place] = deviation > 0 && deviation.isFinite ? (values[place] - mean) / deviation : 0
      }
    }
    return values
  }

  /// For each row the others nearest to it, the nearest first.
  ///
  /// Distances from a row are summed up column by column, of all other rows at once, which takes the
  /// processor's vectors.
  /// - Parameter points: [columns, rows]
  private static func nearest(_ points: [Double], rows: Int, columns: Int) -> [[Int]] {
    let count = min(counts[counts.count - 1], rows - 1)
    var distances = [Double](repeating: 0, count: rows)
    return (0..<rows).map { row in
      distances.withUnsafeMutableBufferPointer { distances in
        distances.update(repeating: 0)
        points.withUnsafeBufferPointer { points in
          for column in 0..<columns {
            let values = UnsafeBufferPointer(rebasing: points[column * rows..<(column + 1) * rows])
            let own = values[row]
            for other in 0..<rows {
              let difference = own - values[other]
              distances[other] += difference * difference
            }
          }
        }
      }
      // By their distance, then in their order.
      var found: [Int] = []
      for other in 0..<rows where other != row {
        let distance = distances[other]
        guard found.count < count || distance < distances[found[count - 1]] else { continue }
        if found.count == count { found.removeLast() }
        var place = found.count
        while place > 0, distance < distances[found[place - 1]] { place -= 1 }
        found.insert(other, at: place)
      }
      return found
    }
  }

  private static func skill(
    ofClasses labels: [Double], _ classes: Int, _ nearest: [[Int]], _ count: Int
  ) -> Double? {
    var totals = [Int](repeating: 0, count: classes)
    for label in labels { totals[Int(label)] += 1 }
    let share = Double(totals.max() ?? 0) / Double(labels.count)
    guard share < 1 else { return nil }
    let right = labels.indices.count { row in
      var votes = [Int](repeating: 0, count: classes)
      for other in nearest[row].prefix(count) { votes[Int(labels[other])] += 1 }
      let chosen = votes.indices.reduce(0) { votes[$1] > votes[$0] ? $1 : $0 }
      return chosen == Int(labels[row])
    }
    return (Double(right) / Double(labels.count) - share) / (1 - share)
  }

  /// - Parameter numbers: [columns, rows], with the mean 0 and the deviation 1 in each column that varies.
  private static func skill(
    ofNumbers numbers: [Double], _ columns: Int, _ nearest: [[Int]], _ count: Int
  ) -> Double? {
    var (errors, total) = (0.0, 0.0)
    for row in nearest.indices {
      for column in 0..<columns {
        let start = column * nearest.count
        let value = numbers[start + row]
        let sum = nearest[row].prefix(count).reduce(0) { $0 + numbers[start + $1] }
        let error = value - sum / Double(count)
        errors += error * error
        total += value * value
      }
    }
    return total > 0 ? 1 - errors / total : nil
  }

  var json: JSONValue {
    .object([
      ("skill", .number(skill)), ("neighbours", .integer(neighbours)), ("rows", .integer(rows)),
    ])
  }

  /// Nil where the JSON is none of it.
  init?(json: JSONValue) {
    guard let skill = json["skill"]?.double, let neighbours = json["neighbours"]?.count,
      let rows = json["rows"]?.count
    else { return nil }
    self.init(skill: skill, neighbours: neighbours, rows: rows)
  }
}
