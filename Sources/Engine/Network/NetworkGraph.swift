/// The computation graph of a network: from rows of inputs and targets to loss and objective.
package struct NetworkGraph: Sendable {
  package private(set) var graph: Graph
  /// The inputs of the rows, [rows, inputs].
  let inputs: Value
  /// In the order of `Network.parameters`.
  package let parameters: [Value]
  /// What the network's states become with an update, in training.
  package let stateUpdates: [(state: Int, value: Value)]
  /// What the layers became.
  package let layers: [ModelBuilder.Built]
  /// What decides a row's class, or the prediction of a regression, [rows, units].
  package let decisions: Value
  /// The loss of each row in the network's `toldLossUnit`, [rows, 1].
  package let rowLoss: Value
  /// What training makes small for each row, without penalty, [rows, 1]; often the loss itself.
  package let rowObjective: Value
  /// The means of both over the batch, [1, 1].
  package let loss: Value
  package let meanObjective: Value
  /// The penalties of weights, [1, 1], with the name of each weight.
  package let penalties: [(of: String, value: Value)]
  /// The mean objective of the rows and the penalties, [1, 1].
  package let objective: Value
  /// Whether a row is classified rightly, [rows, 1], or the errors of a regression in the network's `toldUnit`, [rows,
  /// targets].
  let rowScore: Value
  /// The share of rows classified rightly, or the root mean squared error over rows and outputs in the
  /// network's `toldUnit`, [1, 1].
  package let score: Value
  /// By what rows are ranked in a classification, [rows, units]: the weighted sums of the last layer where
  /// its activation rises with them, so that outputs at their limits still differ; else the outputs.
  package let margins: Value

  /// - Parameter training: whether units are dropped.
  package init(_ network: Network, training: Bool) {
    var graph = Graph()
    inputs = graph.data(0, columns: network.inputs)
    let model: ModelBuilder
    do throws(LayerFault) {
      model = try ModelBuilder(network, inputs: inputs, in: graph, training: training)
    } catch {
      preconditionFailure("a network has been built before: \(error.message)")
    }
    graph = model.graph
    layers = model.built
    let last = layers[layers.count - 1]
    var output = last.output
    var weightedSums =
      last.weightedSums.map { graph.reshaped($0, rows: 1, columns: network.outputs) } ?? output
    if !training, let temperature = network.temperature {
      weightedSums = graph.apply(Scale(by: 1 / temperature), weightedSums)
      output = network.lastLayer.outputActivation.apply(to: weightedSums, in: &graph)
    }
    let targets = graph.data(1, columns: network.targetColumns)
    let end = NetworkOutput(
      weightedSums: weightedSums, output: output, targets: targets,
      layer: OutputLayer(
        activation: network.lastLayer.outputActivation, units: network.outputs,
        classes: network.classes), network.loss, in: &graph)
    decisions = end.decisions
    let rises = type(of: network.lastLayer.outputActivation).rises
    margins = rises ? weightedSums : decisions
    let trainedLoss = network.loss.loss(of: end, in: &graph)
    rowObjective = network.loss.objective(of: end, loss: trainedLoss, in: &graph)
    let told = network.targetScales.map { scales in
      end.scaled(by: scales.map { $0 / network.toldUnit }, in: &graph)
    }
    rowLoss = told.map { network.loss.loss(of: $0, in: &graph) } ?? trainedLoss
    let weights = training && network.isWeighted ? graph.data(2, columns: 1) : nil
    let shares = training && network.hasShares ? graph.data(3, columns: 1) : nil
    func mean(_ rows: Value, by factors: Value?..., in graph: inout Graph) -> Value {
      graph.apply(
        BatchMean(),
        factors.compactMap(\.self).reduce(rows) { graph.apply(Multiply(), $0, $1) })
    }
    loss = mean(rowLoss, by: weights, shares, in: &graph)
    meanObjective =
      rowObjective == rowLoss ? loss : mean(rowObjective, by: weights, shares, in: &graph)
    objective = model.penalties.reduce(meanObjective) { graph.apply(Add(), $0, $1.value) }
    if network.classes != nil {
      let threshold = type(of: network.loss).decision.threshold
      rowScore = graph.apply(Hits(threshold: threshold), decisions, targets)
      score = mean(rowScore, by: shares, in: &graph)
    } else {
      let judged = graph.columns(
        of: (told ?? end).decisions, from: network.loss.judgedAnswer,
        by: network.loss.answers.count)
      var error = graph.apply(Subtract(), judged, (told ?? end).targets)
      rowScore = error
      if let shares {
        error = graph.apply(Multiply(), error, graph.apply(SquareRoot(), shares))
      }
      score = graph.apply(BatchRootMeanSquare(), error)
    }
    self.graph = graph
    parameters = model.parameterValues
    stateUpdates = model.stateUpdates
    penalties = model.penalties
  }

  /// The graph with the gradient of a scalar, such as the objective, by each parameter.
  package func differentiated(_ scalar: Value) -> (graph: Graph, gradients: [Value]) {
    let differentiated = backpropagation(from: scalar)
    return (differentiated.graph, differentiated.gradients)
  }

  /// The same with the gradients by the values in between.
  package func backpropagation(from scalar: Value) -> Backpropagation {
    var graph = graph
    let (gradients, adjoints) = graph.differentiate(scalar, withRespectTo: parameters)
    return Backpropagation(graph: graph, gradients: gradients, adjoints: adjoints)
  }
}

/// A network's graph with the gradient of its objective, as it is built, before it is simplified.
package struct Backpropagation: Sendable {
  package let graph: Graph
  /// The gradient by each parameter, in its shape.
  package let gradients: [Value]
  /// ∂objective/∂value for each value between parameters and objective, in a shape that broadcasts to
  /// the value's. Values that are only added on the way share one.
  package let adjoints: [Value: Value]
}
