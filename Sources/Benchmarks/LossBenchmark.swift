import Engine
import Spec

/// A loss with its gradient by the network's weighted sums.
enum LossBenchmark {
  /// Measures it with ten outputs, or with as many as it takes of a target or two classes.
  static func measure(_ name: String, rows: Int) throws -> OperationBenchmark? {
    let loss = try ComponentSelection.with("loss", name).loss
    let told = loss.answers.count
    for (units, classes) in [(10, 10), (10 / told * told, nil), (1, 2)] as [(Int, Int?)] {
      for activationName in Activations.registry.names {
        let activation = try ComponentSelection.with("activation", activationName).activation
        let layer = OutputLayer(activation: activation, units: units, classes: classes)
        guard loss.objection(to: layer) == nil else { continue }
        let network = try Network(
          inputs: 1, layers: [Dense(units: units, activation: activation)], loss: loss,
          classes: classes)
        return measure(network, activationName, rows: rows)
      }
    }
    return nil
  }

  private static func measure(
    _ network: Network, _ activation: String, rows: Int
  ) -> OperationBenchmark {
    let whole = NetworkGraph(network, training: true)
    var graph = whole.graph
    let last = whole.layers[network.layers.count - 1]
    let start = last.weightedSums ?? last.output
    _ = graph.gradient(of: whole.loss, withRespectTo: [start])
    let targets = graph.values.filter {
      if case .data(1) = graph[$0].source { true } else { false }
    }
    let label = Example.Operand(
      Shape(.batch, 1), in: 0...Double(max(network.classes ?? 2, 2) - 1), isLabel: true)
    let parts = OperationBenchmark.measure(
      graph, rows: rows, Dictionary(uniqueKeysWithValues: targets.map { ($0, label) })
    ) { value, _ in
      value.index > start.index && isNeeded(value, whole, graph)
    }
    return OperationBenchmark(
      name: type(of: network.loss).name,
      shapes: "\(rows)×\(network.outputs), \(activation), \(parts.count) operations",
      seconds: parts.reduce(0) { $0 + $1.seconds }, bytes: parts.reduce(0) { $0 + $1.bytes },
      elements: rows * network.outputs, productOperations: nil)
  }

  /// Whether a node belongs to the loss or its gradient: the score, which lies between, does not.
  private static func isNeeded(_ value: Value, _ whole: NetworkGraph, _ graph: Graph) -> Bool {
    value.index <= whole.loss.index || value.index >= whole.graph.nodes.count
  }
}
