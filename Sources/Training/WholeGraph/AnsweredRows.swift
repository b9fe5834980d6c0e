import Engine
import Tabular

/// What a model answers about rows.
package struct AnsweredRows: Sendable {
  /// The number of each row's class; empty in a regression.
  package private(set) var labels: [Int] = []
  /// [rows, classes]; empty where the model gives none.
  package private(set) var probabilities: [Double] = []
  /// In the targets' own units, [rows, targets · what is told of each]; empty in a classification.
  package private(set) var numbers: [Double] = []

  /// - Parameter decisions: what decides the rows, [rows, outputs].
  @specialized(where S == Float)
  @specialized(where S == Double)
  package init<S: RunScalar>(_ decisions: [S], by answering: AnswerGraph) {
    let (values, places) = answering.outputs
    let width = answering.network.outputs
    let rows = decisions.count / width
    // Of each answer behind the label its place among the numbers of a row.
    let isClassification = answering.encoder.classes != nil
    let parts = places.enumerated().dropFirst(isClassification ? 1 : 0).map(\.element)
    var labels = [Int](repeating: 0, count: isClassification ? rows : 0)
    var found = [Double](repeating: 0, count: rows * parts.count)
    GraphFunction<Double>(answering.graph, columns: width, outputs: values)
      .run(decisions.map { Double($0) }, count: rows) { first, count, outputs in
        if isClassification {
          let label = outputs[places[0].output]
          for row in 0..<count { labels[first + row] = Int(label[row * places[0].columns]) }
        }
        for (number, place) in parts.enumerated() {
          let values = outputs[place.output] + place.column
          for row in 0..<count {
            found[(first + row) * parts.count + number] = values[row * place.columns]
          }
        }
      }
    self.labels = labels
    if isClassification { probabilities = found } else { numbers = found }
  }
}
