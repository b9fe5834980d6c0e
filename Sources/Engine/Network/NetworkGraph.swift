/// The computation graph of a network: from rows of inputs and targets to loss and objective.
package struct NetworkGraph: Sendable {
  package private(set) var graph = Graph()
  /// In the order of `Network.parameters`.
  package let parameters: [Value]
  /// The weighted sums z of each layer and their activations, [rows, units].
  package private(set) var weightedSums: [Value] = []
  package private(set) var activations: [Value] = []
  /// What decides a row's class, or the prediction of a regression, [rows, units].
  package let decisions: Value
  /// The loss of each row in the network's `toldLossUnit`, [rows, 1].
  package let rowLoss: Value
  /// What training makes small for each row, without penalty, [rows, 1]; often the loss itself.
  package let rowObjective: Value
  /// The means of both over the batch, [1, 1].
  package let loss: Value
  package let meanObjective: Value
  /// The penalty of the vectors of each embedding and of each layer's weights, [1, 1]; none without a
  /// regularizer.
  package let penalties: [Value]
  /// The mean objective of the rows and the penalties, [1, 1].
  package let objective: Value
  /// The share of rows classified rightly, or the root mean squared error over rows and outputs in the
  /// network's `toldUnit`, [1, 1].
  package let score: Value
  /// By what rows are ranked in a classification, [rows, units]: the weighted sums of the last layer where
  /// its activation rises with them, so that outputs at their limits still differ; else the outputs.
  package let margins: Value

  /// - Parameter training: whether units are dropped.
  package init(_ network: Network, training: Bool) {
    var graph = Graph()
    var parameters: [Value] = []
    var penalties: [Value] = []
    /// The next weights, with their penalty.
    func addWeights(rows: Int, columns: Int) -> Value {
      let weights = graph.parameter(rows: rows, columns: columns)
      parameters.append(weights)
      if let penalty = network.regularizer.penalty(of: weights, in: &graph) {
        penalties.append(penalty)
      }
      return weights
    }
    let inputs = graph.data(0, columns: network.inputs)
    let tables = network.embeddings.map {
      addWeights(rows: $0.categories, columns: $0.dimensions)
    }
    var x = Self.embedded(inputs, network.embeddings, tables: tables, in: &graph)
    for (number, layer) in network.layers.enumerated() {
      let weights = addWeights(rows: layer.units, columns: graph.shape(x).columns)
      var z = graph.apply(MatrixProduct(transposeB: true), x, weights)
      if layer.hasBias {
        let bias = graph.parameter(rows: 1, columns: layer.units)
        parameters.append(bias)
        z = graph.apply(Add(), z, bias)
      }
      let y = layer.activation.apply(to: z, in: &graph)
      weightedSums.append(z)
      activations.append(y)
      x = y
      if training && layer.dropout > 0 {
        let mask = graph.apply(
          DropoutMask(
            rate: layer.dropout, units: layer.units, layer: number, resample: layer.resample))
        x = graph.apply(Multiply(), y, mask)
      }
    }
    let last = network.layers.count - 1
    let targets = graph.data(1, columns: network.targetColumns)
    let output = NetworkOutput(
      weightedSums: weightedSums[last], output: activations[last], targets: targets,
      layer: OutputLayer(
        activation: network.layers[last].activation, units: network.outputs,
        classes: network.classes))
    let decision = type(of: network.loss).decision
    decisions =
      switch decision {
      case .output, .margin: activations[last]
      case .weightedSum: weightedSums[last]
      case .exponential: graph.apply(Exponential(), activations[last])
      }
    let rises = type(of: network.layers[last].activation).rises
    margins = rises ? weightedSums[last] : decisions
    let trainedLoss = network.loss.loss(of: output, in: &graph)
    rowObjective = network.loss.objective(of: output, loss: trainedLoss, in: &graph)
    let told = network.targetScales.map { scales in
      output.scaled(by: scales.map { $0 / network.toldUnit }, in: &graph)
    }
    rowLoss = told.map { network.loss.loss(of: $0, in: &graph) } ?? trainedLoss
    let weights = training && network.isWeighted ? graph.data(2, columns: 1) : nil
    func mean(_ rows: Value, _ graph: inout Graph) -> Value {
      graph.apply(BatchMean(), weights.map { graph.apply(Multiply(), rows, $0) } ?? rows)
    }
    loss = mean(rowLoss, &graph)
    meanObjective = rowObjective == rowLoss ? loss : mean(rowObjective, &graph)
    objective = penalties.reduce(meanObjective) { graph.apply(Add(), $0, $1) }
    if network.classes != nil {
      let hits = graph.apply(Hits(threshold: decision.threshold), decisions, targets)
      score = graph.apply(BatchMean(), hits)
    } else {
      let error = graph.apply(Subtract(), told?.output ?? decisions, told?.targets ?? targets)
      score = graph.apply(BatchRootMeanSquare(), error)
    }
    self.graph = graph
    self.parameters = parameters
    self.penalties = penalties
  }

  /// The inputs with vectors in the place of the numbers of categories, [rows, inputs].
  private static func embedded(
    _ inputs: Value, _ embeddings: [Embedding], tables: [Value], in graph: inout Graph
  ) -> Value {
    guard !embeddings.isEmpty else { return inputs }
    var parts: [Value] = []
    var next = 0
    func addNumbers(before end: Int) {
      if end > next { parts.append(graph.apply(Columns(next..<end), inputs)) }
      next = end + 1
    }
    for (embedding, table) in zip(embeddings, tables) {
      addNumbers(before: embedding.input)
      parts.append(graph.apply(Gather(column: embedding.input), inputs, table))
    }
    addNumbers(before: graph.shape(inputs).columns)
    return graph.concatenated(parts)
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
