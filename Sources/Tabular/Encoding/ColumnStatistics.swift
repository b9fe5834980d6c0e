import System

/// Figures of every number column over some rows; missing cells aside.
struct ColumnStatistics {
  private(set) var count: [Int]
  private(set) var minimum: [Double]
  private(set) var maximum: [Double]
  private(set) var mean: [Double]
  /// The root of the mean square of the distance from the mean, over all rows, where a missing cell
  /// counts as one at the mean.
  private(set) var deviation: [Double]

  /// How many rows are summed up together; sums of these are then added in their order, so that the
  /// result depends on no number of threads.
  private static let pieceRows = 4096

  /// - Parameters:
  ///   - isCounted: whether a row is one of those to be looked at.
  ///   - slots: ranges of columns that hold numbers; the figures of others are left at 0.
  init(
    of table: RowStore, rows isCounted: [Bool], slots: [Range<Int>], threads: Int,
    needsDeviation: Bool
  ) {
    let columns = table.columns
    let pieces = (table.rows + Self.pieceRows - 1) / Self.pieceRows
    count = Array(repeating: 0, count: columns)
    minimum = Array(repeating: .infinity, count: columns)
    maximum = Array(repeating: -.infinity, count: columns)
    mean = Array(repeating: 0, count: columns)
    deviation = mean
    // [pieces, 4, columns]: number of cells, sum, minimum, maximum.
    let sums = SharedDoubles(count: pieces * 4 * columns)
    inPieces(of: Self.pieceRows, count: table.rows, threads: threads) { piece, rows in
      let counts = sums.start + piece * 4 * columns
      let totals = counts + columns
      let lows = totals + columns
      let highs = lows + columns
      for range in slots {
        for slot in range { (lows[slot], highs[slot]) = (.infinity, -.infinity) }
      }
      table.read(rows) { first, count, cells in
        isCounted.withUnsafeBufferPointer { isCounted in
          let isCounted = isCounted[first..<first + count]
          for range in slots {
            var slot = range.lowerBound
            while slot + EightColumns.count <= range.upperBound {
              var eight = EightColumns(counts + slot, totals + slot, lows + slot, highs + slot)
              eight.add(cells + slot, stride: columns, isCounted)
              eight.store(counts + slot, totals + slot, lows + slot, highs + slot)
              slot += EightColumns.count
            }
            for slot in slot..<range.upperBound {
              for (index, isCounted) in isCounted.enumerated() where isCounted {
                let value = cells[index * columns + slot]
                let isPresent = value == value
                counts[slot] += isPresent ? 1 : 0
                totals[slot] += isPresent ? value : 0
                lows[slot] = value < lows[slot] ? value : lows[slot]
                highs[slot] = value > highs[slot] ? value : highs[slot]
              }
            }
          }
        }
      }
    }
    for piece in 0..<pieces {
      let start = sums.start + piece * 4 * columns
      for slot in slots.joined() {
        count[slot] += Int(start[slot])
        mean[slot] += start[columns + slot]
        minimum[slot] = min(minimum[slot], start[2 * columns + slot])
        maximum[slot] = max(maximum[slot], start[3 * columns + slot])
      }
    }
    for slot in slots.joined() {
      if count[slot] == 0 {
        (minimum[slot], maximum[slot]) = (0, 0)
      } else if minimum[slot] == maximum[slot] {
        mean[slot] = minimum[slot]
      } else if mean[slot].isFinite {
        mean[slot] /= Double(count[slot])
      } else {
        mean[slot] = Self.largeMean(of: table, rows: isCounted, slot: slot, count: count[slot])
      }
    }
    guard needsDeviation else { return }
    let mean = mean
    let rowCount = isCounted.count { $0 }
    // The largest distance from the mean, a power of two to divide by: squares then stay in range.
    let units = (0..<columns).map { slot in
      let distance = max(maximum[slot] - mean[slot], mean[slot] - minimum[slot])
      return distance > 0 && distance.isFinite ? distance.binade : 1
    }
    let squares = SharedDoubles(count: pieces * columns)
    inPieces(of: Self.pieceRows, count: table.rows, threads: threads) { piece, rows in
      let totals = squares.start + piece * columns
      mean.withUnsafeBufferPointer { mean in
        units.withUnsafeBufferPointer { units in
          table.read(rows) { first, count, cells in
            for index in 0..<count where isCounted[first + index] {
              let row = cells + index * columns
              for range in slots {
                for slot in range {
                  let distance = (row[slot] - mean[slot]) / units[slot]
                  totals[slot] += distance == distance ? distance * distance : 0
                }
              }
            }
          }
        }
      }
    }
    for piece in 0..<pieces {
      for slot in slots.joined() { deviation[slot] += squares.start[piece * columns + slot] }
    }
    for slot in slots.joined() {
      deviation[slot] = (deviation[slot] / Double(max(1, rowCount))).squareRoot() * units[slot]
    }
  }

  /// A mean whose sum is beyond the range.
  private static func largeMean(
    of table: RowStore, rows isCounted: [Bool], slot: Int, count: Int
  ) -> Double {
    var mean = 0.0
    table.forEach(in: slot) { row, value in
      if isCounted[row], value == value { mean += value / Double(count) }
    }
    return mean
  }
}

/// The sums of neighbouring columns, which stay in the processor's registers from row to row.
private struct EightColumns {
  static let count = 8

  private var counts: SIMD8<Double>
  private var totals: SIMD8<Double>
  private var lows: SIMD8<Double>
  private var highs: SIMD8<Double>

  @inline(__always)
  init(
    _ counts: UnsafePointer<Double>, _ totals: UnsafePointer<Double>,
    _ lows: UnsafePointer<Double>, _ highs: UnsafePointer<Double>
  ) {
    func load(_ numbers: UnsafePointer<Double>) -> SIMD8<Double> {
      UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Double>.self)
    }
    (self.counts, self.totals) = (load(counts), load(totals))
    (self.lows, self.highs) = (load(lows), load(highs))
  }

  /// Adds the rows that are counted, one after the other.
  /// - Parameter stride: the distance between two rows.
  @inline(__always)
  mutating func add(
    _ cells: UnsafePointer<Double>, stride: Int, _ isCounted: Slice<UnsafeBufferPointer<Bool>>
  ) {
    var row = UnsafeRawPointer(cells)
    for isCounted in isCounted {
      if isCounted {
        let values = row.loadUnaligned(as: SIMD8<Double>.self)
        let arePresent = values .== values
        counts += SIMD8(repeating: 0).replacing(with: 1, where: arePresent)
        totals += SIMD8(repeating: 0).replacing(with: values, where: arePresent)
        lows.replace(with: values, where: values .< lows)
        highs.replace(with: values, where: values .> highs)
      }
      row += stride * MemoryLayout<Double>.stride
    }
  }

  @inline(__always)
  func store(
    _ counts: UnsafeMutablePointer<Double>, _ totals: UnsafeMutablePointer<Double>,
    _ lows: UnsafeMutablePointer<Double>, _ highs: UnsafeMutablePointer<Double>
  ) {
    func store(_ numbers: SIMD8<Double>, _ place: UnsafeMutablePointer<Double>) {
      UnsafeMutableRawPointer(place).storeBytes(of: numbers, as: SIMD8<Double>.self)
    }
    store(self.counts, counts)
    store(self.totals, totals)
    store(self.lows, lows)
    store(self.highs, highs)
  }
}

/// Memory for sums.
///
/// Invariant: threads write to different places, and nobody reads before all of them are done.
private final class SharedDoubles: @unchecked Sendable {
  let start: UnsafeMutablePointer<Double>

  init(count: Int) {
    start = .allocate(capacity: max(1, count))
    start.initialize(repeating: 0, count: max(1, count))
  }

  deinit { start.deallocate() }
}
