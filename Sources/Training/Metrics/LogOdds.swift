import Engine
import Numerics

/// How much speaks for each class, by what does not saturate as probabilities do: rows whose probabilities
/// are all 1 to the last digit still differ in it.
struct LogOdds<S: RunScalar> {
  /// What the logarithms of probabilities follow from.
  private enum Form {
    /// One sigmoid: the margin itself is the second class's log-odds.
    case sigmoid
    /// Softmax: the margins are logarithms, up to a term that all classes share.
    case softmax
    /// Sigmoids whose values are divided by their sum.
    case sigmoids
    /// The outputs are no probabilities.
    case none
  }

  /// Of a row with several logarithms, what their sums follow from.
  private struct Row {
    /// The first class with the greatest.
    var greatest = 0
    /// ln Σ e^ℓ over the other classes.
    var others = -Double.infinity
    /// Σ e^(ℓ − the greatest ℓ) over all classes.
    var sum = 1.0
  }

  /// [rows, outputs]
  private let margins: [S]
  private let outputs: Int
  private let form: Form
  /// Empty where there is no more than one output, or none is a probability.
  private var rows: [Row] = []

  /// - Parameter margins: those of an evaluation.
  init(_ margins: [S], network: Network) {
    self.margins = margins
    outputs = network.outputs
    let last = network.lastLayer.outputActivation
    form =
      !network.givesProbabilities
      ? .none : last is Softmax ? .softmax : outputs == 1 ? .sigmoid : .sigmoids
    guard form == .softmax || form == .sigmoids else { return }
    rows = (0..<margins.count / outputs).map { summed(row: $0) }
  }

  /// The logarithm of a class's probability, up to a term that all classes of the row share.
  private func logarithm(row: Int, class index: Int) -> Double {
    let margin = Double(margins[row * outputs + index])
    return form == .sigmoids ? -softplus(-margin) : margin
  }

  private func summed(row: Int) -> Row {
    var result = Row()
    var greatest = logarithm(row: row, class: 0)
    for index in 1..<outputs {
      let value = logarithm(row: row, class: index)
      if value > greatest { (result.greatest, greatest) = (index, value) }
    }
    var second = -Double.infinity
    for index in 0..<outputs where index != result.greatest {
      second = max(second, logarithm(row: row, class: index))
    }
    var (sum, fromSecond) = (0.0, 0.0)
    for index in 0..<outputs where index != result.greatest {
      let value = logarithm(row: row, class: index)
      sum += Functions.exponential(value - greatest)
      fromSecond += Functions.exponential(value - second)
    }
    result.sum += sum
    result.others = second + Functions.logarithm(fromSecond)
    return result
  }

  /// How much speaks for the second of two classes: its log-odds where outputs are probabilities, else its
  /// margin, less the other's where both have one.
  func score(row: Int) -> Double {
    outputs == 1
      ? Double(margins[row]) : logarithm(row: row, class: 1) - logarithm(row: row, class: 0)
  }

  /// How much speaks for a class, of more than two: ℓ − ln Σ e^ℓ over the others, its log-odds, where
  /// outputs are probabilities, else its margin.
  func score(row: Int, class index: Int) -> Double {
    let value = logarithm(row: row, class: index)
    guard !rows.isEmpty else { return value }
    if index == rows[row].greatest { return value - rows[row].others }
    let greatest = logarithm(row: row, class: rows[row].greatest)
    return value - greatest
      - Functions.logarithm(rows[row].sum - Functions.exponential(value - greatest))
  }

  /// ln p of a class; to be asked for where outputs are probabilities.
  func logarithmOfProbability(row: Int, class index: Int) -> Double {
    guard !rows.isEmpty else {
      let margin = Double(margins[row])
      return -softplus(index == 1 ? -margin : margin)
    }
    let value = logarithm(row: row, class: index)
    if index == rows[row].greatest { return -softplus(rows[row].others - value) }
    return value - logarithm(row: row, class: rows[row].greatest)
      - Functions.logarithm(rows[row].sum)
  }

  /// ln(1 + eˣ).
  private func softplus(_ x: Double) -> Double {
    max(x, 0) + Functions.logarithmOfOnePlus(Functions.exponential(-abs(x)))
  }
}
