import Spec
import Tabular
import Testing

/// Examples of several rows, against ones made by hand.
@Suite struct StepExampleTests {
  /// Rows of two groups that stand among one another, out of order.
  private static func mixed() throws -> StepOrder {
    try StepOrder(ids: ["b", "a", "b", "a", "b", "a"], times: [30, 2, 10, 1, 20, 3.5])
  }

  @Test func rowsAreOrderedGroupByGroup() throws {
    let order = try Self.mixed()
    #expect(order.rows == [2, 4, 0, 3, 1, 5])
    #expect(order.groups == [0..<3, 3..<6])
    let one = try StepOrder(ids: [0, 0, 0], times: [3, -1, 2])
    #expect(one.rows == [1, 2, 0] && one.groups == [0..<3])
    let none = try StepOrder(ids: [Int](), times: [Double]())
    #expect(none.rows == [] && none.groups == [])
  }

  /// Of several ties that of the row that comes first in the table.
  @Test func tiesAreFaults() throws {
    #expect(throws: StepOrder.Tie(row: 3, earlier: 0)) {
      try StepOrder(ids: [1, 2, 2, 1, 2, 1], times: [5, 7, 8, 5, 8, 5])
    }
    // The same time in another group is none.
    _ = try StepOrder(ids: [1, 2], times: [5, 5])
  }

  @Test func aSequenceIsAllOfAGroup() throws {
    let found = try Self.mixed().sequences(steps: 4, isBlank: Array(repeating: false, count: 6))
    #expect(
      found.examples == [
        StepExample(steps: 0..<3, row: 0, target: 0), StepExample(steps: 3..<6, row: 5, target: 5),
      ])
    #expect(found.cut == 0 && found.firstCut == nil)
  }

  @Test func ofALongSequenceTheLastStepsAreKept() throws {
    let order = try StepOrder(ids: [1, 1, 2, 1, 1], times: [1, 2, 3, 4, 5])
    let found = order.sequences(steps: 3, isBlank: Array(repeating: false, count: 5))
    #expect(
      found.examples == [
        StepExample(steps: 1..<4, row: 4, target: 4), StepExample(steps: 4..<5, row: 2, target: 2),
      ])
    #expect(found.cut == 1 && found.firstCut == 0)
  }

  /// Steps that are missing at the end are no steps; the target is still that of the last row.
  @Test func blankStepsAtTheEndAreMasked() throws {
    let order = try StepOrder(ids: [1, 1, 1, 1], times: [1, 2, 3, 4])
    let found = order.sequences(steps: 2, isBlank: [false, true, false, true])
    #expect(found.examples == [StepExample(steps: 1..<3, row: 3, target: 3)])
    let empty = try StepOrder(ids: [1, 2, 2], times: [1, 2, 3]).sequences(
      steps: 2, isBlank: [false, true, true])
    #expect(empty.examples == [StepExample(steps: 0..<1, row: 0, target: 0)])
  }

  private func windows(
    _ order: StepOrder, steps: Int, horizon: Int = 1, parts: [Character]? = nil
  ) -> StepOrder.Windows {
    order.windows(
      steps: steps, horizon: horizon, parts: parts.map { $0.map { $0 == "-" ? nil : $0 } })
  }

  @Test func aWindowEndsAtEachRowWithEnoughBefore() throws {
    let order = try StepOrder(ids: Array(repeating: 0, count: 5), times: [0, 1, 2, 3, 4])
    let found = windows(order, steps: 3)
    #expect(
      found.examples == [
        StepExample(steps: 0..<3, row: 2, target: 3), StepExample(steps: 1..<4, row: 3, target: 4),
        StepExample(steps: 2..<5, row: 4, target: nil),
      ])
    #expect(found.short == 2 && found.crossing == 0)
    #expect(windows(order, steps: 1, horizon: 4).examples.map(\.target) == [4, nil, nil, nil, nil])
    #expect(windows(order, steps: 6).examples == [] && windows(order, steps: 6).short == 5)
  }

  /// Windows come in the order of the table and stay in their group.
  @Test func windowsStayInTheirGroup() throws {
    let found = windows(try Self.mixed(), steps: 2)
    #expect(
      found.examples == [
        StepExample(steps: 1..<3, row: 0, target: nil),
        StepExample(steps: 3..<5, row: 1, target: 5),
        StepExample(steps: 0..<2, row: 4, target: 0),
        StepExample(steps: 4..<6, row: 5, target: nil),
      ])
    #expect(found.short == 2)
  }

  @Test(arguments: [
    // Two steps and the row behind them lie in one part; the last row's target would be behind the end.
    ("tttvvv", 2, 1, [1, 4, 5], 2), ("tttttt", 2, 1, [1, 2, 3, 4, 5], 0),
    ("ttttvv", 3, 1, [2], 3), ("tttvvv", 1, 1, [0, 1, 3, 4, 5], 1),
    ("ttttvv", 1, 2, [0, 1, 4, 5], 2), ("tt-ttt", 2, 1, [4, 4, 5], 3), ("------", 1, 1, [], 6),
    ("ttvttt", 1, 2, [3, 4, 5], 3),
  ])
  func windowsDoNotCross(
    parts: String, steps: Int, horizon: Int, rows: [Int], crossing: Int
  ) throws {
    let order = try StepOrder(ids: Array(repeating: 0, count: 6), times: [0, 1, 2, 3, 4, 5])
    let found = windows(order, steps: steps, horizon: horizon, parts: Array(parts))
    let parts = Array(parts)
    for example in found.examples {
      let all = Set(example.steps.map { parts[$0] } + [parts[example.row]])
      #expect(all.count == 1 && example.target.map { parts[$0] == parts[example.row] } ?? true)
    }
    #expect(Set(found.examples.map(\.row)) == Set(rows), "\(found.examples.map(\.row))")
    #expect(found.crossing == crossing)
  }

  @Test func inputsAreStepAfterStep() throws {
    let rows = try Matrix<Float>(rows: 6, columns: 2)
    rows.withUnsafeMutableBufferPointer { cells in
      for index in cells.indices { cells[index] = Float(10 * (index / 2) + index % 2 + 1) }
    }
    let order = try Self.mixed()
    let sequences = order.sequences(steps: 4, isBlank: Array(repeating: false, count: 6)).examples
    let inputs = try order.inputs(of: sequences, rows, steps: 4, hasLengths: true, threads: 2)
    #expect(
      (0..<2).map { row in (0..<9).map { inputs[row, $0] } } == [
        [21, 22, 41, 42, 1, 2, 0, 0, 3], [31, 32, 11, 12, 51, 52, 0, 0, 3],
      ])
    let found = windows(order, steps: 2).examples
    let windows = try order.inputs(of: found, rows, steps: 2, hasLengths: false, threads: 1)
    #expect(
      (0..<4).map { row in (0..<4).map { windows[row, $0] } } == [
        [41, 42, 1, 2], [31, 32, 11, 12], [21, 22, 41, 42], [11, 12, 51, 52],
      ])
  }

  /// The same, whoever makes it.
  @Test func threadsChangeNothing() throws {
    let count = 5000
    let rows = try Matrix<Double>(rows: count, columns: 3)
    rows.withUnsafeMutableBufferPointer { cells in
      for index in cells.indices { cells[index] = Double(index) }
    }
    let order = try StepOrder(
      ids: (0..<count).map { $0 % 7 }, times: (0..<count).map { Double($0) })
    let examples = windows(order, steps: 5).examples
    let inputs = try [1, 3].map {
      try order.inputs(of: examples, rows, steps: 5, hasLengths: false, threads: $0)
    }
    #expect(inputs[0].rows == count - 7 * 4)
    for (row, example) in examples.enumerated() {
      for column in 0..<15 {
        let expected = Double(3 * (example.row - 7 * (4 - column / 3)) + column % 3)
        #expect(inputs[0][row, column] == expected && inputs[1][row, column] == expected)
      }
    }
  }
}
