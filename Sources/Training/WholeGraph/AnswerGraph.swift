package import Engine
package import Tabular

/// From what decides, a network's outputs, to the answers, in double precision; where the network's is single, each step
/// that is taken in it is rounded to it.
package struct AnswerGraph: Sendable {
  /// What is answered about a row.
  package enum Answer: Sendable {
    /// A class, by the value of its number.
    case label(Value)
    /// The probability of a class, a column of a value.
    case probability(of: String, Value, column: Int)
    /// What is told of a target, by its number, in the target's own units.
    case number(target: Int, TargetAnswer, Value)

    /// The value that it is in, and the column there.
    package var place: (value: Value, column: Int) {
      switch self {
      case .label(let value), .number(_, _, let value): (value, 0)
      case .probability(_, let value, let column): (value, column)
      }
    }
  }

  package let encoder: Encoder
  package let network: Network
  private let precision: Precision
  /// Of data 0, what decides, [rows, outputs].
  package let graph: Graph
  /// In the order in which `predict` writes them.
  package let answers: [Answer]

  package init(_ model: ModelFile) {
    self.init(
      model.encoder, model.network, model.precision, threshold: model.calibration.threshold)
  }

  /// - Parameter threshold: of two classes with probabilities, the probability from which on the second is chosen; nil
  ///   for the loss's own choice.
  package init(
    _ encoder: Encoder, _ network: Network, _ precision: Precision, threshold: Double? = nil
  ) {
    self.encoder = encoder
    self.network = network
    self.precision = precision
    var graph = Graph()
    let decisions = graph.data(0, columns: network.outputs)
    if let classes = encoder.classes?.names {
      answers = graph.answers(
        classes, of: decisions, network, isSingle: precision == .float32,
        threshold: threshold.map { precision.least(from: $0) })
    } else {
      let told = network.loss.answers
      answers = (0..<network.outputs).map { output in
        let (target, answer) = (output / told.count, told[output % told.count])
        let number = graph.apply(Columns(output..<output + 1), decisions)
        guard let scale = encoder.targetScales?[target] else {
          return .number(target: target, answer, number)
        }
        let scaled = graph.apply(Scale(by: scale.scale), number)
        let isDistance = answer == .deviation
        return .number(
          target: target, answer,
          isDistance ? scaled : graph.apply(Add(), scaled, graph.constant(scale.shift)))
      }
    }
    self.graph = graph
  }

  /// Whether numbers are told in single precision: those that are computed in it to the end.
  var tellsSingles: Bool { precision == .float32 && encoder.targetScales == nil }

  /// The names of the answers, as `predict` has them in its header.
  package var names: [String] {
    let isAlone = encoder.targets.count == 1
    return answers.map { answer in
      switch answer {
      case .label: return "prediction"
      case .probability(let name, _, _): return "probability_" + name
      case .number(let target, let answer, _):
        let suffix = isAlone ? "" : "_" + encoder.targets[target]
        return switch answer {
        case .prediction: "prediction" + suffix
        case .quantile(let level): "prediction\(suffix)_\(level)"
        case .deviation: "deviation" + suffix
        }
      }
    }
  }

  /// The values that hold the answers, each once, and of each answer its place among them.
  package var outputs: (values: [Value], places: [Place]) {
    var values: [Value] = []
    let places = answers.map { answer in
      let (value, column) = answer.place
      let output = values.firstIndex(of: value) ?? values.count
      if output == values.count { values.append(value) }
      return Place(output: output, column: column, columns: graph.shape(value).columns)
    }
    return (values, places)
  }

  /// Where an answer is.
  package struct Place: Sendable {
    /// The number of its value.
    package let output: Int
    /// Its column there, and how many there are.
    package let column: Int
    package let columns: Int
  }
}

extension Graph {
  /// Adds the nodes of a class and, where there are any, of the classes' probabilities.
  fileprivate mutating func answers(
    _ classes: [String], of decisions: Value, _ network: Network, isSingle: Bool,
    threshold: Double?
  ) -> [AnswerGraph.Answer] {
    var label = apply(
      ChosenClass(threshold: type(of: network.loss).decision.threshold), decisions)
    guard network.givesProbabilities else { return [.label(label)] }
    var probabilities = decisions
    if network.outputs == 1 {
      var other = apply(Subtract(), constant(1), decisions)
      if isSingle { other = apply(RoundToSingle(), other) }
      probabilities = apply(Concatenate(), other, decisions)
    } else if network.lastLayer.outputActivation is Sigmoid {
      probabilities = apply(ShareOfSum(isSingle: isSingle), decisions)
    }
    if let threshold {
      label = apply(ChosenClass(threshold: threshold), apply(Columns(1..<2), probabilities))
    }
    return [.label(label)]
      + classes.enumerated().map { .probability(of: $1, probabilities, column: $0) }
  }
}

extension Precision {
  /// The least number of the precision whose shortest text is at least a number, so that what is compared with it is as
  /// if it were compared as it is printed.
  fileprivate func least(from number: Double) -> Double {
    guard self == .float32 else { return number }
    let nearest = Float(number)
    guard let printed = Double(nearest.description), printed < number else {
      return Double(nearest)
    }
    return Double(nearest.nextUp)
  }
}
