package import Engine

/// The graph's gradient of this model's objective on some of its rows, at the initial weights, compared
/// with central differences in float64.
package struct GradientCheck: Sendable {
  package enum Verdict: String, Sendable {
    /// All that was compared agrees.
    case agrees
    case disagrees
    /// There was nothing to compare.
    case undecided
  }

  /// An element of a parameter with both of its derivatives.
  package struct Place: Sendable {
    /// The parameter's name in model files.
    package let parameter: String
    /// The element's place in the parameter's shape there.
    package let index: [Int]
    package let gradient: Double
    package let difference: Double
    /// Relative to the greater of both, or to a small share of the greatest gradient of all.
    package let error: Double
  }

  /// The greatest error that is taken for rounding.
  package static let tolerance = 1e-5
  /// Gradients below this share of the greatest are compared with it instead of themselves.
  private static let smallShare = 1e-3
  /// The rows of the batch.
  static let mostRows = 8
  /// Up to so many parameters all are compared, else so many of them.
  private static let mostCompared = 256
  private static let fewestCompared = 32
  /// Products that the comparison may cost.
  private static let mostWork = 2_000_000_000
  /// Distances of the differences, relative to the parameter where that is large: a long one suffers
  /// from curvature and from kinks on its way, a short one from rounding.
  private static let steps = [1e-4, 1e-5, 1e-6, 1e-7]

  package let rows: Int
  /// All parameters of the network, those compared, and those left out since the objective has a kink
  /// where they are, as a ReLU of 0.
  package let parameters: Int
  package private(set) var compared = 0
  package private(set) var atKinks = 0
  /// Where the error is greatest; nil where nothing was compared.
  package private(set) var worst: Place?

  package var verdict: Verdict {
    guard let worst else { return .undecided }
    return worst.error <= Self.tolerance ? .agrees : .disagrees
  }

  /// - Parameters:
  ///   - learner: has the initial weights.
  ///   - data: at least one row; some of them are taken, evenly spread, or all nodes of a graph.
  ///   - seed: what dropped units are drawn from.
  package init<S: Scalar>(_ learner: Learner<S>, on data: Rows<S>, seed: UInt64) {
    let network = learner.network
    // The nodes of a graph are one batch.
    let rows = network.nodes?.count ?? min(Self.mostRows, data.count)
    self.rows = rows
    parameters = network.parameters.reduce(0) { $0 + $1.count }
    func numbers(_ elements: UnsafePointer<S>, columns: Int) -> [Double] {
      (0..<rows).flatMap { row in
        let start = row * data.count / rows * columns
        return (start..<start + columns).map { Double(elements[$0]) }
      }
    }
    let inputs = numbers(data.inputs, columns: network.inputs)
    let targets = numbers(data.targets, columns: network.targetColumns)
    let weights = data.weights.map { numbers($0, columns: 1) } ?? []
    let shares = data.shares.map { numbers($0, columns: 1) } ?? []
    inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        weights.withUnsafeBufferPointer { weights in
          shares.withUnsafeBufferPointer { shares in
            guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else { return }
            let batch = Rows(
              inputs: inputs, targets: targets,
              weights: weights.isEmpty ? nil : weights.baseAddress,
              shares: shares.isEmpty ? nil : shares.baseAddress, count: rows)
            let objective = BatchObjective<Double>(network, on: batch, seed: seed)
            for number in network.parameters.indices {
              _ = objective.parameter(number).update(
                from: learner.parameter(number).lazy.map { Double($0) })
            }
            compare(objective, network.parameters)
          }
        }
      }
    }
  }

  private mutating func compare(
    _ objective: BatchObjective<Double>, _ tensors: [Network.Parameter]
  ) {
    let value = objective.differentiate()
    var greatest = 0.0
    for number in tensors.indices {
      for element in objective.gradient(number) { greatest = max(greatest, abs(element)) }
    }
    let least = max(greatest * Self.smallShare, .leastNormalMagnitude)
    for (number, index) in sample(tensors) {
      let gradient = objective.gradient(number)[index]
      guard
        let place = Comparison(
          objective, parameter: number, index: index, value: value, gradient: gradient,
          least: least, steps: Self.steps
        ).outcome(within: Self.tolerance)
      else {
        atKinks += 1
        continue
      }
      compared += 1
      // An error that is no number is the worst.
      if let worst, !(place.error > worst.error), !place.error.isNaN { continue }
      let tensor = tensors[number]
      worst = Place(
        parameter: tensor.name,
        index: tensor.isWeight ? [index / tensor.columns, index % tensor.columns] : [index],
        gradient: gradient, difference: place.difference,
        error: place.error.isNaN ? .infinity : place.error)
    }
  }

  /// All elements, or some of each parameter, spread over it.
  private func sample(_ tensors: [Network.Parameter]) -> [(number: Int, index: Int)] {
    let affordable = Self.mostWork / max(1, parameters * rows * 2 * Self.steps.count)
    let most = max(Self.fewestCompared, min(Self.mostCompared, affordable))
    // Of very many tensors not each has its turn.
    let turns = min(tensors.count, most)
    let least = max(1, min(4, most / max(1, tensors.count)))
    return tensors.enumerated().flatMap { number, tensor -> [(number: Int, index: Int)] in
      guard number * turns / tensors.count != (number + 1) * turns / tensors.count else {
        return []
      }
      let share =
        parameters <= most
        ? tensor.count : min(tensor.count, max(least, most * tensor.count / parameters))
      // Multiples of the golden ratio fall evenly, and in no step with rows or columns.
      let indices =
        share == tensor.count
        ? Array(0..<share)
        : (1...share).map { place in
          let turn = Double(place) * 0.6180339887498949
          return Int((turn - turn.rounded(.down)) * Double(tensor.count))
        }
      return Set(indices).sorted().map { (number, $0) }
    }
  }
}

/// One derivative by central differences at several distances.
private struct Comparison {
  let difference: Double
  let error: Double
  private let isAtKink: Bool

  /// - Parameters:
  ///   - value: the objective.
  ///   - gradient: the graph's derivative.
  ///   - least: what errors are relative to at least.
  init(
    _ objective: BatchObjective<Double>, parameter: Int, index: Int, value: Double,
    gradient: Double, least: Double, steps: [Double]
  ) {
    let element = objective.parameter(parameter)
    let start = element[index]
    defer { element[index] = start }
    var best = (difference: Double.nan, error: Double.infinity)
    var gaps: [Double] = []
    var noise = 0.0
    for step in steps {
      let up = start + step * max(1, abs(start))
      let down = start - step * max(1, abs(start))
      element[index] = up
      let high = objective.value()
      element[index] = down
      let low = objective.value()
      let difference = (high - low) / (up - down)
      let error =
        abs(difference - gradient) / max(abs(difference), abs(gradient), least)
      if error < best.error { best = (difference, error) }
      gaps.append(abs((high - value) / (up - start) - (value - low) / (start - down)))
      noise = 8 * max(1, abs(value)) * Double.ulpOfOne / (up - start)
    }
    difference = best.difference
    error = best.error
    // Where the objective is smooth, the slopes on both sides come together as the distance shrinks.
    isAtKink = gaps[3] > 0.3 * gaps[1] && gaps[3] > 10 * noise
  }

  /// Nil where the objective has a kink.
  func outcome(within tolerance: Double) -> Comparison? {
    error > tolerance && isAtKink ? nil : self
  }
}
