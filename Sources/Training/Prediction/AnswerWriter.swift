import Engine
import Tabular

/// Writes what a network says of rows as cells of a CSV: a class and its probabilities, or numbers in
/// the targets' own units.
struct AnswerWriter<S: RunScalar>: Sendable {
  private let network: Network
  private let cells: CellWriter
  private let targets: [String]
  private let encoder: Encoder
  /// The names of the classes, and as cells.
  private let classes: [String]
  private let classCells: [[UInt8]]

  init(_ network: Network, encoder: Encoder, cells: CellWriter) {
    self.network = network
    self.cells = cells
    targets = encoder.targets
    self.encoder = encoder
    classes = encoder.classes?.names ?? []
    classCells = classes.map { cells.cell($0) }
  }

  /// The names of the columns.
  var names: [String] {
    guard network.classes != nil else {
      return targets.count == 1 ? ["prediction"] : targets.map { "prediction_" + $0 }
    }
    return ["prediction"]
      + (network.givesProbabilities ? classes.map { "probability_" + $0 } : [])
  }

  /// Adds a line for each row.
  /// - Parameter values: what decides the rows' classes, or their predictions, [rows, outputs].
  func append(_ values: [S], _ batch: RowBatch<S>, to text: inout [UInt8]) {
    let decisions = Decisions(values, network: network)
    var probabilities = [S](repeating: 0, count: classes.count)
    var keptStart = 0
    for row in 0..<batch.count {
      let keptEnd = batch.keptEnds[row]
      text.append(contentsOf: batch.kept[keptStart..<keptEnd])
      keptStart = keptEnd
      if classes.isEmpty {
        for output in 0..<network.outputs {
          if output > 0 { text.append(contentsOf: cells.delimiter) }
          let value = values[row * network.outputs + output]
          if encoder.targetScales == nil {
            append(value, to: &text)
          } else {
            append(encoder.inOwnUnits(Double(value), target: output), to: &text)
          }
        }
      } else {
        text.append(contentsOf: classCells[decisions.chosenClass(row: row)])
        if decisions.areProbabilities {
          decisions.copyProbabilities(row: row, to: &probabilities)
          for probability in probabilities {
            text.append(contentsOf: cells.delimiter)
            append(probability, to: &text)
          }
        }
      }
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// The shortest text that reads back to the same number.
  private func append(_ number: some LosslessStringConvertible, to text: inout [UInt8]) {
    text.append(contentsOf: number.description.utf8)
  }
}
