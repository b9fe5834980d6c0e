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
  package init<S: RunScalar>(_ decisions: [S], by answering: AnswerGraph) {
    let (values, places) = answering.outputs
    let width = answering.network.outputs
    let rows = decisions.count / width
    var classes = 0
    for answer in answering.answers {
      if case .probability = answer { classes += 1 }
    }
    if answering.encoder.classes == nil {
      numbers.reserveCapacity(rows * places.count)
    } else {
      labels.reserveCapacity(rows)
      probabilities.reserveCapacity(rows * classes)
    }
    GraphFunction<Double>(answering.graph, columns: width, outputs: values)
      .run(decisions.map { Double($0) }, count: rows) { _, count, outputs in
        for row in 0..<count {
          for (answer, place) in zip(answering.answers, places) {
            let value = outputs[place.output][row * place.columns + place.column]
            switch answer {
            case .label: labels.append(Int(value))
            case .probability: probabilities.append(value)
            case .number: numbers.append(value)
            }
          }
        }
      }
  }
}
