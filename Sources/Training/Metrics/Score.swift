import Engine
import Tabular

/// What a network is judged by while it is trained: its accuracy, or in a regression the root mean
/// squared error over rows and targets.
func score<S: RunScalar>(
  _ evaluation: Evaluation<S>, on data: Encoded<S>, network: Network
) -> Double {
  data.targets.withUnsafeBufferPointer { targets in
    guard network.classes == nil else {
      let decisions = Decisions(evaluation.decisions, network: network)
      let hits = (0..<data.rows).count { decisions.chosenClass(row: $0) == Int(targets[$0]) }
      return Double(hits) / Double(data.rows)
    }
    let scales = network.targetScales ?? Array(repeating: 1, count: network.outputs)
    var squares = 0.0
    for (index, prediction) in evaluation.decisions.enumerated() {
      let error = (Double(prediction) - Double(targets[index])) * scales[index % scales.count]
      squares += error * error
    }
    return (squares / Double(targets.count)).squareRoot()
  }
}
