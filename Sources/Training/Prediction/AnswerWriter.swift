import Engine
import Tabular

/// Writes what a network says of rows as cells of a CSV: a class and its probabilities, or numbers in
/// the targets' own units.
///
/// Invariant: one thread at a time uses it.
final class AnswerWriter<S: RunScalar> {
  private let whole: WholeGraph
  private let cells: CellWriter
  private let function: GraphFunction<Double>
  private let places: [AnswerGraph.Place]
  /// The names of the classes as cells.
  private let classCells: [[UInt8]]
  private let outputs: Int
  private let intervals: AnswerIntervals?
  /// How many answers there are about a target.
  private let told: Int
  private var decisions: [Double] = []

  init(_ whole: WholeGraph, _ intervals: AnswerIntervals?, cells: CellWriter) {
    self.intervals = intervals
    told = whole.network.loss.answers.count
    self.whole = whole
    self.cells = cells
    classCells = (whole.encoder.classes?.names ?? []).map { cells.cell($0) }
    outputs = whole.network.outputs
    let (values, places) = whole.answering.outputs
    self.places = places
    function = GraphFunction(whole.decisions, columns: outputs, outputs: values)
  }

  /// Adds a line for each row.
  /// - Parameter values: what decides the rows' classes, or their predictions, [rows, outputs].
  func append(_ values: [S], _ batch: RowBatch<S>, to text: inout [UInt8]) {
    let count = batch.count * outputs
    if decisions.count < count { decisions = Array(repeating: 0, count: count) }
    for index in 0..<count { decisions[index] = Double(values[index]) }
    let answers = whole.answers
    // The numbers of a row.
    var numbers: [Double] = []
    function.run(decisions, count: batch.count) { first, count, results in
      for row in 0..<count {
        let number = first + row
        let keptStart = number > 0 ? batch.keptEnds[number - 1] : 0
        let keptEnd = batch.keptEnds[number]
        if keptStart < keptEnd { text.append(contentsOf: batch.kept[keptStart..<keptEnd]) }
        numbers.removeAll(keepingCapacity: true)
        for (index, place) in places.enumerated() {
          if index > 0 { text.append(contentsOf: cells.delimiter) }
          let value = results[place.output][row * place.columns + place.column]
          switch answers[index] {
          case .label: text.append(contentsOf: classCells[Int(value)])
          case .probability:
            numbers.append(value)
            append(S(value), to: &text)
          case .number(let target, _, _):
            numbers.append(value)
            appendOwn(value, to: &text)
            if numbers.count == (target + 1) * told { appendInterval(target, numbers, to: &text) }
          }
        }
        appendSet(numbers, to: &text)
        text.append(UInt8(ascii: "\n"))
      }
    }
  }

  /// Adds the ends of the interval of a target, of which everything is told.
  private func appendInterval(_ target: Int, _ numbers: [Double], to text: inout [UInt8]) {
    guard let intervals else { return }
    let (low, high) = intervals.bounds(target, numbers[(target * told)...])
    for end in [low, high] {
      text.append(contentsOf: cells.delimiter)
      appendOwn(end, to: &text)
    }
  }

  /// Adds of each class whether it is in the row's set.
  private func appendSet(_ probabilities: [Double], to text: inout [UInt8]) {
    guard let intervals, !classCells.isEmpty else { return }
    for probability in probabilities {
      text.append(contentsOf: cells.delimiter)
      text.append(UInt8(ascii: intervals.holds(probability) ? "1" : "0"))
    }
  }

  /// Adds a number in its target's own units.
  private func appendOwn(_ number: Double, to text: inout [UInt8]) {
    if whole.answering.tellsSingles {
      append(Float(number), to: &text)
    } else {
      append(number, to: &text)
    }
  }

  /// The shortest text that reads back to the same number.
  private func append(_ number: some LosslessStringConvertible, to text: inout [UInt8]) {
    var digits = number.description
    digits.withUTF8 { text.append(contentsOf: $0) }
  }
}
