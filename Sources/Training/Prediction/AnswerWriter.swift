package import Engine
import Tabular

/// Writes what a network says of rows as cells of a CSV: a class and its probabilities, or numbers in
/// the targets' own units.
///
/// Invariant: one thread at a time uses it.
final class AnswerWriter<S: RunScalar> {
  private let whole: WholeGraph
  private let cells: CellWriter
  private let function: GraphFunction<Double>
  /// Of each answer the place among the function's outputs, and the column and the columns there.
  private let places: [(output: Int, column: Int, columns: Int)]
  /// The names of the classes as cells.
  private let classCells: [[UInt8]]
  private let outputs: Int
  private var decisions: [Double] = []

  init(_ whole: WholeGraph, cells: CellWriter) {
    self.whole = whole
    self.cells = cells
    classCells = (whole.encoder.classes?.names ?? []).map { cells.cell($0) }
    outputs = whole.network.outputs
    var values: [Value] = []
    places = whole.answers.map { answer in
      let (value, column) = answer.place
      let output = values.firstIndex(of: value) ?? values.count
      if output == values.count { values.append(value) }
      return (output, column, whole.decisions.shape(value).columns)
    }
    function = GraphFunction(whole.decisions, columns: outputs, outputs: values)
  }

  /// Adds a line for each row.
  /// - Parameter values: what decides the rows' classes, or their predictions, [rows, outputs].
  func append(_ values: [S], _ batch: RowBatch<S>, to text: inout [UInt8]) {
    let count = batch.count * outputs
    if decisions.count < count { decisions = Array(repeating: 0, count: count) }
    for index in 0..<count { decisions[index] = Double(values[index]) }
    function.run(decisions, count: batch.count) { first, count, results in
      for row in 0..<count {
        let number = first + row
        let keptStart = number > 0 ? batch.keptEnds[number - 1] : 0
        text.append(contentsOf: batch.kept[keptStart..<batch.keptEnds[number]])
        for (index, place) in places.enumerated() {
          if index > 0 { text.append(contentsOf: cells.delimiter) }
          let value = results[place.output][row * place.columns + place.column]
          switch whole.answers[index] {
          case .label: text.append(contentsOf: classCells[Int(value)])
          // In the network's precision, as long as it is computed in it.
          case .number where whole.encoder.targetScales != nil: append(value, to: &text)
          case .number, .probability: append(S(value), to: &text)
          }
        }
        text.append(UInt8(ascii: "\n"))
      }
    }
  }

  /// The shortest text that reads back to the same number.
  private func append(_ number: some LosslessStringConvertible, to text: inout [UInt8]) {
    text.append(contentsOf: number.description.utf8)
  }
}

extension WholeGraph.Answer {
  /// The value that it is in, and the column there.
  package var place: (value: Value, column: Int) {
    switch self {
    case .label(let value), .number(_, let value): (value, 0)
    case .probability(_, let value, let column): (value, column)
    }
  }
}
