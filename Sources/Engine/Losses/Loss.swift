package import Spec

/// What training makes small: a number for each row, from the network's output and the targets.
package protocol Loss: Component {
  /// Why the loss does not go with an output layer, and what would; nil where it does.
  func objection(to output: OutputLayer) -> String?
  /// Adds the nodes of the loss of each row, [rows, 1].
  func loss(of output: NetworkOutput, in graph: inout Graph) -> Value
  /// Adds the nodes of what training makes small for each row, [rows, 1], where that is not the loss
  /// itself, which is reported.
  func objective(of output: NetworkOutput, loss: Value, in graph: inout Graph) -> Value
  /// Adds the nodes of what decides a row's class, or of what is answered about its targets, [rows, units].
  func decisions(of output: NetworkOutput, in graph: inout Graph) -> Value
  /// What is answered about each target of a regression; the last layer has a unit for each.
  var answers: [TargetAnswer] { get }
  /// By what a row's class is chosen.
  static var decision: Decision { get }
  /// The targets of a regression that the loss is defined for.
  static var targets: NumberRange { get }
  /// The power of c by which the loss grows where outputs and targets are c times as large; nil where it
  /// does not grow by one.
  static var degree: Int? { get }
}

extension Loss {
  package static var decision: Decision { .output }
  package static var targets: NumberRange { NumberRange(lower: nil, upper: nil) }
  package static var degree: Int? { nil }

  package var answers: [TargetAnswer] { [.prediction] }

  package func decisions(of output: NetworkOutput, in graph: inout Graph) -> Value {
    switch Self.decision {
    case .output, .margin: output.output
    case .weightedSum: output.weightedSums
    }
  }

  package func objective(
    of output: NetworkOutput, loss: Value, in graph: inout Graph
  ) -> Value {
    loss
  }

  /// The answer about a target that predictions are judged by: the prediction, or the quantile next to the median.
  package var judgedAnswer: Int {
    func distance(_ answer: TargetAnswer) -> Double {
      switch answer {
      case .prediction: 0
      case .quantile(let level): abs(level - 0.5)
      case .deviation: .infinity
      }
    }
    return answers.indices.reduce(0) { distance(answers[$1]) < distance(answers[$0]) ? $1 : $0 }
  }
}

/// What is answered about a target of a regression.
package enum TargetAnswer: Hashable, Sendable {
  case prediction
  /// The number that so much of the probability lies below.
  case quantile(Double)
  /// The standard deviation around the prediction.
  case deviation
}

/// A loss whose outputs are the logarithms of what is predicted.
protocol LogarithmLoss: Loss {
  /// What is predicted, in a message.
  static var predicted: String { get }
}

extension LogarithmLoss {
  static var predicted: String { "prediction" }

  package func objection(to output: OutputLayer) -> String? {
    if output.classes != nil {
      return
        "\(Self.name) is for regression; set data.task to regression if numbers were mistaken for classes"
    }
    if output.activation is Identity { return nil }
    return "\(Self.name) needs an identity output, the logarithm of the \(Self.predicted), not "
      + output.activationName
  }

  package func decisions(of output: NetworkOutput, in graph: inout Graph) -> Value {
    graph.apply(Exponential(), output.output)
  }
}

/// By what a row's class is chosen: with several outputs the greatest decides, with one the threshold.
package enum Decision: Sendable {
  /// The output, with threshold 0.5.
  case output
  /// The output, which separates the classes at 0.
  case margin
  /// The value before the output's activation, with threshold 0.
  case weightedSum

  package var threshold: Double {
    switch self {
    case .output: 0.5
    case .margin, .weightedSum: 0
    }
  }
}

/// The last layer of a network and what it is to tell.
package struct OutputLayer: Sendable {
  package let activation: any Activation
  package let units: Int
  /// The number of classes; nil in regression.
  package let classes: Int?

  package init(activation: any Activation, units: Int, classes: Int?) {
    self.activation = activation
    self.units = units
    self.classes = classes
  }

  var activationName: String { type(of: activation).name }

  /// Why a loss whose answers about a target take several outputs does not go with the layer.
  func objectionToAnswers(by loss: String) -> String? {
    if classes != nil {
      return
        "\(loss) is for regression; set data.task to regression if numbers were mistaken for classes"
    }
    if activation is Identity { return nil }
    return "\(loss) needs an identity output, not \(activationName)"
  }
}

/// The end of a network's graph, where a loss is attached.
package struct NetworkOutput: Sendable {
  /// The weighted sums of the last layer and their activation, each [rows, units].
  package let weightedSums: Value
  package let output: Value
  /// Class numbers, [rows, 1], or the targets of a regression, [rows, targets].
  package private(set) var targets: Value
  package let layer: OutputLayer
  /// What decides classes, or is answered about targets, [rows, units].
  private(set) var decisions: Value
  /// What the targets and what is answered about them are multiplied with, a number for each target; nil for 1.
  private(set) var scales: [Double]?

  init(
    weightedSums: Value, output: Value, targets: Value, layer: OutputLayer, _ loss: any Loss,
    in graph: inout Graph
  ) {
    self.weightedSums = weightedSums
    self.output = output
    self.targets = targets
    self.layer = layer
    decisions = output
    decisions = loss.decisions(of: self, in: &graph)
  }

  /// The same with each target, and what is answered about it, multiplied by the target's scale.
  func scaled(by scales: [Double], in graph: inout Graph) -> NetworkOutput {
    var result = self
    let answers = layer.units / scales.count
    let row = graph.row(scales.flatMap { Array(repeating: $0, count: answers) })
    result.decisions = graph.apply(Multiply(), decisions, row)
    result.targets = graph.apply(Multiply(), targets, graph.row(scales))
    result.scales = scales
    return result
  }

  /// The targets as numbers, [rows, units]: of a class, 1 for it and 0 for the others.
  func numbers(in graph: inout Graph) -> Value {
    layer.classes != nil && layer.units > 1
      ? graph.apply(OneHot(classes: layer.units), targets) : targets
  }

  /// The targets as −1 and +1, [rows, units].
  func signs(in graph: inout Graph) -> Value {
    let doubled = graph.apply(Scale(by: 2), numbers(in: &graph))
    return graph.apply(Subtract(), doubled, graph.constant(1))
  }
}

extension Graph {
  /// Every so many columns of a value, from a first one on.
  mutating func columns(of value: Value, from first: Int, by step: Int) -> Value {
    let count = shape(value).columns
    if step == 1 { return value }
    let columns = stride(from: first, to: count, by: step).map {
      apply(Columns($0..<$0 + 1), value)
    }
    return columns.count == 1 ? columns[0] : apply(Concatenate(), columns)
  }

  /// The sum of each row, [rows, 1].
  mutating func rowSums(_ value: Value) -> Value {
    shape(value).columns == 1 ? value : apply(SumColumns(), value)
  }

  /// Constants side by side, [1, columns].
  mutating func row(_ numbers: [Double]) -> Value {
    var row = constant(numbers[0])
    guard numbers.count > 1 else { return row }
    for (column, number) in numbers.enumerated() {
      let place = apply(OneHot(classes: numbers.count), constant(Double(column)))
      let element = apply(Scale(by: number), place)
      row = column == 0 ? element : apply(Add(), row, element)
    }
    return row
  }

  /// The mean of each row, [rows, 1].
  mutating func rowMeans(_ value: Value) -> Value {
    let columns = shape(value).columns
    return columns == 1 ? value : apply(Scale(by: 1 / Double(columns)), rowSums(value))
  }
}

/// The known losses.
package enum Losses {
  /// By their names in the configuration.
  package static let registry = Registry<any Loss>(
    "loss", plural: "losses",
    [
      Entry(CrossEntropy.self) { $0 },
      Entry(Focal.self) { $0 },
      Entry(SquaredError.self) { $0 },
      Entry(MeanSquaredError.self) { $0 },
      Entry(MeanAbsoluteError.self) { $0 },
      Entry(Huber.self) { $0 },
      Entry(QuantileLoss.self) { $0 },
      Entry(Gaussian.self) { $0 },
      Entry(Poisson.self) { $0 },
      Entry(Gamma.self) { $0 },
      Entry(Tweedie.self) { $0 },
      Entry(Hinge.self) { $0 },
      Entry(PerceptronLoss.self) { $0 },
    ])
}
