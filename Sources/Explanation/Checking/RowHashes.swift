import Engine
import Tabular
import Training

/// The encoded rows of the training split as numbers, by which equal rows are found in other splits.
///
/// Each row, its target included, is one of 64 bits: two of a million rows are taken for equal by
/// mistake with a chance of one in ten million.
struct RowHashes {
  private var known: NumberSet

  init<S: RunScalar>(_ training: Encoded<S>) {
    known = NumberSet(capacity: training.rows)
    Self.forEach(training) { known.insert($0) }
  }

  /// How many rows differ from one another.
  var distinct: Int { known.count }

  /// How many rows are among the training rows too.
  func repeated<S: RunScalar>(_ data: Encoded<S>) -> Int {
    var count = 0
    Self.forEach(data) { count += known.contains($0) ? 1 : 0 }
    return count
  }

  private static func forEach<S: RunScalar>(_ data: Encoded<S>, _ body: (UInt64) -> Void) {
    let (inputs, targets) = (data.inputs.columns, data.targets.columns)
    data.forEachRow { rowInputs, rowTargets in
      var hash: UInt64 = 0
      func mix(_ numbers: UnsafePointer<S>, _ count: Int) {
        for index in 0..<count {
          // 0 is added since −0 equals 0.
          let bits = Double(numbers[index] + 0).bitPattern
          hash = NumberSet.mixed(hash ^ bits &* 0x9e37_79b9_7f4a_7c15)
        }
      }
      mix(rowInputs, inputs)
      mix(rowTargets, targets)
      body(hash)
    }
  }
}
