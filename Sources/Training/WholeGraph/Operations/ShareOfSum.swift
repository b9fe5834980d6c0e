package import Engine

/// Each number divided by the sum of its row, from left to right; equal shares where that is 0.
package struct ShareOfSum: CellOperation {
  /// Whether each step is rounded to single precision.
  package let isSingle: Bool

  package init(isSingle: Bool) { self.isSingle = isSingle }

  package var name: String { "share_of_sum" }

  package func columns(of input: Int) -> Int? { input }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    func rounded(_ number: Double) -> Double { isSingle ? Double(Float(number)) : number }
    let sum = (0..<count).reduce(0.0) { rounded($0 + x[$1]) }
    for column in 0..<count {
      y[column] = rounded(sum == 0 ? 1 / Double(count) : x[column] / sum)
    }
  }

  package static var examples: [Example] {
    [Example(ShareOfSum(isSingle: false), [.init(Shape(.batch, 3), in: 0.1...1)])]
  }
}
