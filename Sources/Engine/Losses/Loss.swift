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
  /// By what a row's class is chosen, or what the prediction of a regression is.
  static var decision: Decision { get }
  /// The least target of a regression that the loss is defined for.
  static var leastTarget: Double { get }
  /// The power of c by which the loss grows where outputs and targets are c times as large; nil where it
  /// does not grow by one.
  static var degree: Int? { get }
}

extension Loss {
  package static var decision: Decision { .output }
  package static var leastTarget: Double { -.infinity }
  package static var degree: Int? { nil }

  package func objective(
    of output: NetworkOutput, loss: Value, in graph: inout Graph
  ) -> Value {
    loss
  }
}

/// By what a row's class is chosen: with several outputs the greatest decides, with one the threshold.
/// In a regression, the prediction.
package enum Decision: Sendable {
  /// The output, with threshold 0.5.
  case output
  /// The output, which separates the classes at 0.
  case margin
  /// The value before the output's activation, with threshold 0.
  case weightedSum
  /// e to the output.
  case exponential

  package var threshold: Double {
    switch self {
    case .output: 0.5
    case .margin, .weightedSum: 0
    case .exponential: 1
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
}

/// The end of a network's graph, where a loss is attached.
package struct NetworkOutput: Sendable {
  /// The weighted sums of the last layer and their activation, each [rows, units].
  package let weightedSums: Value
  package let output: Value
  /// Class numbers, [rows, 1], or the targets of a regression, [rows, units].
  package let targets: Value
  package let layer: OutputLayer

  /// The same with every value of a column multiplied by the scale of that column.
  func scaled(by scales: [Double], in graph: inout Graph) -> NetworkOutput {
    let row = graph.row(scales)
    return NetworkOutput(
      weightedSums: graph.apply(Multiply(), weightedSums, row),
      output: graph.apply(Multiply(), output, row), targets: graph.apply(Multiply(), targets, row),
      layer: layer)
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
      Entry(SquaredError.self) { $0 },
      Entry(MeanSquaredError.self) { $0 },
      Entry(MeanAbsoluteError.self) { $0 },
      Entry(Huber.self) { $0 },
      Entry(Poisson.self) { $0 },
      Entry(Hinge.self) { $0 },
      Entry(PerceptronLoss.self) { $0 },
    ])
}
