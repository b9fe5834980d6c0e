import Engine
import Spec

/// The values of an evaluation by which classes are chosen.
struct Decisions<S: RunScalar> {
  /// [rows, outputs]
  private let values: [S]
  private let outputs: Int
  private let threshold: S
  /// Whether the network gives probabilities: its outputs are a softmax or sigmoids.
  let areProbabilities: Bool
  private let areSigmoids: Bool

  init(_ values: [S], network: Network) {
    self.values = values
    outputs = network.outputs
    threshold = S(type(of: network.loss).decision.threshold)
    areProbabilities = network.givesProbabilities
    areSigmoids = network.lastLayer.outputActivation is Sigmoid
  }

  /// The class that is chosen for a row: with several outputs the first greatest, with one the second
  /// class from the threshold on.
  func chosenClass(row: Int) -> Int {
    values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return 0 }
      return Hits.chosenClass(start + row * outputs, count: outputs, threshold: threshold)
    }
  }

  /// Of two classes the probability of the second, for each row: the number that `predict` prints, by which whoever
  /// reads that compares.
  func probabilitiesOfSecond(rows: Int) -> [Double] {
    var probabilities = [S](repeating: 0, count: 2)
    return (0..<rows).map { row in
      copyProbabilities(row: row, to: &probabilities)
      return Double(S.text(Double(probabilities[1]))) ?? .nan
    }
  }

  /// The probability of each class: what a softmax gives; of one sigmoid p, 1 − p and p; of several
  /// sigmoids each divided by the sum of all, or equal ones where that is 0.
  /// - Parameter probabilities: as many as there are classes.
  func copyProbabilities(row: Int, to probabilities: inout [S]) {
    if outputs == 1 {
      probabilities[0] = 1 - values[row]
      probabilities[1] = values[row]
      return
    }
    var sum: S = 0
    for index in 0..<outputs {
      probabilities[index] = values[row * outputs + index]
      sum += probabilities[index]
    }
    guard areSigmoids else { return }
    for index in 0..<outputs {
      probabilities[index] = sum == 0 ? 1 / S(outputs) : probabilities[index] / sum
    }
  }
}

extension Network {
  /// Whether the outputs are probabilities of classes.
  package var givesProbabilities: Bool {
    let last = lastLayer.outputActivation
    return classes != nil && (last is Softmax || last is Sigmoid)
  }

  /// Why the loss is not the metric `log_loss`, where both are told and differ; nil where they do not.
  package var lossBesideLogLoss: String? {
    guard givesProbabilities, !(loss is CrossEntropy) else { return nil }
    return
      "loss is \(type(of: loss).name), which training minimises; log_loss is the mean of −ln p, p the "
      + "probability of the row's class"
  }
}
