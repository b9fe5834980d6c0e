import Engine
import Spec
package import System
import Tabular
import Training

/// What a model answers about rows when a column has the same value in all of them, for one value after the
/// other: partial dependence in the mean over the rows (J. Friedman, Greedy Function Approximation, 2001), and
/// single rows' curves (A. Goldstein et al., Peeking Inside the Black Box, 2015).
package struct Effect: Sendable {
  package let column: String
  /// The names of the answers, as `predict` has them.
  package let names: [String]
  /// How many rows the means are over.
  package let rows: Int
  /// The values as cells.
  package let values: [String]
  /// The values as numbers, those of dates as days since 1970-01-01; nil where they are categories.
  package let numbers: [Double]?
  /// [values][answers]
  package private(set) var means: [[Double]] = []
  /// Of some of the rows, [rows][values][answers].
  package private(set) var curves: [[[Double]]]

  /// The most rows of which the curves are kept, for a picture.
  private static let mostCurves = 50
  /// The most numbers that a column is given.
  private static let mostNumbers = 40

  /// - Parameters:
  ///   - directory: the run's folder.
  ///   - name: the column.
  ///   - path: a CSV file, or `-` for standard input; nil for rows of the run's own.
  ///   - write: takes a CSV as it comes; nil where none is wanted.
  ///   - report: told what the user should know.
  package init(
    in directory: String, of name: String, on path: String?, threads: Int,
    report: (String) -> Void, writingCSV write: (([UInt8]) throws(Failure) -> Void)? = nil
  ) throws(Failure) {
    let run = FinishedRun(directory)
    let model = try run.model()
    try run.checkRows(of: model)
    let encoder = model.encoder
    guard let slot = encoder.inputs.firstIndex(where: { $0.name.isSame(as: name) }) else {
      throw Encoder.noColumn(name, among: encoder.inputs.map(\.name))
    }
    if encoder.columnGroups.contains(where: { $0.hasLengths && $0.inputs.contains(slot) }) {
      throw Failure(
        .configuration, at: .file(directory),
        "the column \(name.quoted) is part of sequences of different lengths, which its values would change"
      )
    }
    let whole = WholeGraph(model)
    let answers = whole.numbers
    guard !answers.isEmpty else {
      throw Failure(
        .configuration, at: .file(directory),
        "the model predicts neither probabilities nor a number; expected a softmax or "
          + "sigmoid output")
    }
    let columns = encoder.inputs.count
    let cells: [Double]
    if let path {
      cells = try run.allCells(of: model, in: path, threads: threads, report: report)
    } else {
      cells = try run.cells(of: model, on: nil, threads: threads, report: report)
        .inMemory(directory).inputs.withUnsafeBufferPointer { Array($0) }
    }
    rows = cells.count / columns
    column = encoder.inputs[slot].name
    names = answers.map(\.name)
    let grid = Self.grid(
      encoder.inputs[slot],
      stride(from: slot, to: cells.count, by: columns).map { cells[$0] })
    guard !grid.isEmpty else {
      throw Failure(
        .data, at: .file(path ?? directory), "the column \(name.quoted) is missing in all rows")
    }
    values = grid.map(\.text)
    numbers = encoder.inputs[slot].isNumber ? grid.map(\.cell) : nil
    let shown = min(rows, Self.mostCurves)
    curves = Array(repeating: [], count: shown)
    switch model.precision {
    case .float32:
      try fill(model, whole, cells, slot, grid.map(\.cell), threads, write, in: Float.self)
    case .float64:
      try fill(model, whole, cells, slot, grid.map(\.cell), threads, write, in: Double.self)
    }
  }

  private mutating func fill<S: RunScalar>(
    _ model: ModelFile, _ whole: WholeGraph, _ cells: [Double], _ slot: Int, _ grid: [Double],
    _ threads: Int, _ write: (([UInt8]) throws(Failure) -> Void)?, in _: S.Type
  ) throws(Failure) {
    let learner: Learner<S> = try model.makeLearner(threads: 1)
    let workers = (0..<threads).map { _ in RowsWithValue(learner, whole, slot: slot) }
    let width = names.count
    let writer = CellWriter(delimiter: ",")
    try write?(writer.row(["value", "row"] + names))
    for (value, cell) in zip(values, grid) {
      let answers = Self.answers(cells, with: cell, rows: rows, width: width, by: workers)
      let mean = (0..<width).map { answer in
        var sum = 0.0
        for row in 0..<rows { sum += answers[row * width + answer] }
        return sum / Double(rows)
      }
      means.append(mean)
      for number in curves.indices {
        let row = number * rows / curves.count
        curves[number].append(Array(answers[row * width..<(row + 1) * width]))
      }
      guard let write else { continue }
      let start = writer.cell(value) + [UInt8(ascii: ",")]
      var text = start
      for number in mean { text += Array(",\(number)".utf8) }
      text.append(UInt8(ascii: "\n"))
      for row in 0..<rows {
        text += start
        text += Array("\(row + 1)".utf8)
        for number in answers[row * width..<(row + 1) * width] {
          // In the network's precision, as long as it is computed in it.
          let isPlain = model.encoder.targetScales == nil
          text += Array(",\(isPlain ? S(number).description : number.description)".utf8)
        }
        text.append(UInt8(ascii: "\n"))
      }
      try write(text)
    }
  }

  /// What is answered about all rows with a value in the column, [rows, answers].
  private static func answers<S: RunScalar>(
    _ cells: [Double], with value: Double, rows: Int, width: Int, by workers: [RowsWithValue<S>]
  ) -> [Double] {
    let piece = RowsWithValue<S>.rowsAtOnce
    let pieces = (rows + piece - 1) / piece
    var answers = [Double](repeating: 0, count: rows * width)
    answers.withUnsafeMutableBufferPointer { answers in
      cells.withUnsafeBufferPointer { cells in
        guard let start = answers.baseAddress, let cells = cells.baseAddress else { return }
        // Each row's are written by the one thread that takes it.
        nonisolated(unsafe) let (results, rowsOfCells) = (start, cells)
        let count = min(workers.count, pieces)
        concurrently(count) { thread in
          for number in stride(from: thread, to: pieces, by: count) {
            let first = number * piece
            workers[thread].answer(
              rowsOfCells, first..<min(rows, first + piece), with: value,
              into: results + first * width)
          }
        }
      }
    }
    return answers
  }

  /// The values that a column is given: of numbers those that the rows have, or where these are many, others at
  /// equal distances from their first to their 99th percentile; of texts all that are told apart.
  private static func grid(
    _ column: InputColumn, _ cells: [Double]
  ) -> [(cell: Double, text: String)] {
    switch column.encoding {
    case .boolean: return [(0, "false"), (1, "true")]
    case .category(let encoding): return encoding.values.enumerated().map { (Double($0), $1) }
    case .number, .date:
      let date = column.format.date
      return numbers(cells).map { ($0, date?.spelled($0) ?? $0.cellText) }
    }
  }

  private static func numbers(_ cells: [Double]) -> [Double] {
    let sorted = cells.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else { return [] }
    var different = [first]
    for number in sorted where number != different[different.count - 1] { different.append(number) }
    guard different.count > mostNumbers else { return different }
    let edge = (sorted.count - 1) / 100
    var (low, high) = (sorted[edge], sorted[sorted.count - 1 - edge])
    if low == high { (low, high) = (first, last) }
    return (0..<mostNumbers).map { number in
      let share = Double(number) / Double(mostNumbers - 1)
      return number == mostNumbers - 1 ? high : low + (high - low) * share
    }
  }
}

/// One thread's answers about rows with a value in a column.
///
/// Invariant: one thread at a time uses it.
private final class RowsWithValue<S: RunScalar>: @unchecked Sendable {
  static var rowsAtOnce: Int { 1024 }

  private let evaluator: RowEvaluator<S>
  private let encoder: RowEncoder<S>
  private let answers: AnswerNumbers
  private let columns: Int
  private let slot: Int
  private var cells: [Double]
  private var inputs: [S]
  private var decisions: [S]

  init(_ learner: Learner<S>, _ whole: WholeGraph, slot: Int) {
    evaluator = learner.makeEvaluator()
    encoder = RowEncoder(whole.encoder)
    answers = AnswerNumbers(whole)
    columns = whole.encoder.inputs.count
    self.slot = slot
    cells = Array(repeating: 0, count: Self.rowsAtOnce * columns)
    inputs = Array(repeating: 0, count: Self.rowsAtOnce * encoder.width)
    decisions = Array(repeating: 0, count: Self.rowsAtOnce * whole.network.outputs)
  }

  /// - Parameter results: [rows of the range, answers]
  func answer(
    _ all: UnsafePointer<Double>, _ rows: Range<Int>, with value: Double,
    into results: UnsafeMutablePointer<Double>
  ) {
    cells.withUnsafeMutableBufferPointer { cells in
      inputs.withUnsafeMutableBufferPointer { inputs in
        decisions.withUnsafeMutableBufferPointer { decisions in
          guard let cells = cells.baseAddress, let inputs = inputs.baseAddress,
            let decisions = decisions.baseAddress
          else { return }
          cells.update(from: all + rows.lowerBound * columns, count: rows.count * columns)
          for row in 0..<rows.count { cells[row * columns + slot] = value }
          encoder.encode(cells, cells: columns, count: rows.count, into: inputs)
          evaluator.decide(inputs, count: rows.count, first: rows.lowerBound, into: decisions)
        }
      }
    }
    answers.run(decisions.map { Double($0) }, count: rows.count, into: results)
  }
}

/// The numbers that follow from what a network decides: probabilities, or targets in their own units.
///
/// Invariant: one thread at a time uses it.
private final class AnswerNumbers: @unchecked Sendable {
  private let function: GraphFunction<Double>
  /// Of each number the place among the function's outputs.
  private let places: [AnswerGraph.Place]

  init(_ whole: WholeGraph) {
    let (values, places) = whole.answering.outputs
    self.places = zip(places, whole.answers).filter { $1.isNumber }.map(\.0)
    function = GraphFunction(
      whole.decisions, columns: whole.network.outputs, outputs: values)
  }

  /// - Parameters:
  ///   - decisions: [count, outputs], and others behind them.
  ///   - results: [count, numbers]
  func run(_ decisions: [Double], count: Int, into results: UnsafeMutablePointer<Double>) {
    function.run(decisions, count: count) { first, count, outputs in
      for row in 0..<count {
        for (number, place) in places.enumerated() {
          results[(first + row) * places.count + number] =
            outputs[place.output][row * place.columns + place.column]
        }
      }
    }
  }
}

extension WholeGraph {
  /// The answers that are numbers, with their names.
  var numbers: [(name: String, answer: AnswerGraph.Answer)] {
    zip(names, answers).filter { $1.isNumber }.map { ($0, $1) }
  }
}

extension AnswerGraph.Answer {
  /// Whether it is a number, and no class.
  fileprivate var isNumber: Bool {
    if case .label = self { false } else { true }
  }
}

extension InputColumn {
  fileprivate var isNumber: Bool { type == .numeric || type == .date }
}

extension Double {
  /// The number as a cell: a whole one without a point.
  fileprivate var cellText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : description
  }
}
