import Engine

/// The values of an evaluation by which classes are chosen.
struct Decisions<S: RunScalar> {
  /// [rows, outputs]
  private let values: [S]
  private let outputs: Int
  private let threshold: S

  init(_ evaluation: Evaluation<S>, network: Network) {
    values = evaluation.decisions
    outputs = network.outputs
    threshold = S(type(of: network.loss).decision.threshold)
  }

  /// The class that is chosen for a row: with several outputs the first greatest, with one the second
  /// class from the threshold on.
  func chosenClass(row: Int) -> Int {
    if outputs == 1 { return values[row] >= threshold ? 1 : 0 }
    let start = row * outputs
    var chosen = 0
    for output in 1..<outputs where values[start + output] > values[start + chosen] {
      chosen = output
    }
    return chosen
  }

  /// How much speaks for the second of two classes.
  func score(row: Int) -> Double {
    outputs == 1 ? Double(values[row]) : Double(values[2 * row + 1]) - Double(values[2 * row])
  }
}
