import Engine
import Testing

/// Updates of networks that are cut into tiles, against gradients of the interpreter and each rule
/// written out by hand.
@Suite struct UpdateTests {
  /// A rule by hand: the parameters and the point of the next gradient, from the gradient.
  struct Rule {
    let optimizer: any Optimizer
    let evaluate: @Sendable (_ w: [Double], _ state: [Double]) -> [Double]
    let update: @Sendable (_ w: inout [Double], _ state: inout [Double], _ g: [Double]) -> Void
  }

  static let rules: [Rule] = [
    Rule(
      optimizer: GradientDescent(), evaluate: { w, _ in w },
      update: { w, _, g in for i in w.indices { w[i] -= 0.01 * g[i] } }),
    Rule(
      optimizer: Nesterov(), evaluate: { w, v in zip(w, v).map { $0 - 0.9 * $1 } },
      update: { w, v, g in
        for i in w.indices {
          v[i] = 0.9 * v[i] + 0.01 * g[i]
          w[i] -= v[i]
        }
      }),
  ]

  /// The gradients of the objective at given parameters, by the interpreter.
  private func gradients(
    _ network: Network, _ data: CaseData<Double>, rows: Int, at parameters: [[Double]]
  ) -> [[Double]] {
    let built = NetworkGraph(network, training: false)
    let (graph, gradients) = built.differentiated(built.objective)
    var leaves: [Value: [Double]] = [:]
    for (number, parameter) in built.parameters.enumerated() {
      leaves[parameter] = parameters[number]
    }
    for (index, node) in graph.nodes.enumerated() {
      guard case .data(let number) = node.source else { continue }
      leaves[graph.values[index]] = Array(number == 0 ? data.inputs : data.targets)
    }
    let computation = Computation(
      graph: graph, outputs: [], parameters: built.parameters, parameterGradients: gradients,
      gradients: .store)
    var interpreter = Interpreter<Double>(computation, rows: rows, batchRows: rows, leaves: leaves)
    return computation.parameterGradients.map { interpreter.elements(of: $0) }
  }

  /// In one piece and in three; what the gradients' memory holds before must not matter.
  @Test(arguments: rules.indices, [700, 2500])
  func threeUpdatesFollowTheRule(number: Int, rows: Int) throws {
    let rule = Self.rules[number]
    let network = try Network(
      inputs: 300,
      layers: [
        Dense(units: 256, activation: Tanh()), Dense(units: 3, activation: Identity()),
      ],
      loss: MeanSquaredError(), regularizer: L2(), classes: nil)
    let data = CaseData<Double>(network, rows: rows)
    let learner = Learner<Double>(
      network, optimizer: rule.optimizer, seed: 4, batchRows: rows, threads: 2)
    for number in network.parameters.indices {
      let gradient = learner.storage.elements(of: number, in: learner.storage.gradients)
      for index in gradient.indices { gradient[index] = .nan }
    }
    var parameters = network.parameters.indices.map { Array(learner.parameter($0)) }
    var states = parameters.map { $0.map { _ in 0.0 } }
    for epoch in 1...3 {
      let points = zip(parameters, states).map { rule.evaluate($0, $1) }
      for (index, gradient) in gradients(network, data, rows: rows, at: points).enumerated() {
        rule.update(&parameters[index], &states[index], gradient)
      }
      _ = learner.train(epoch: epoch, on: try data.rows, order: nil)
      for (index, expected) in parameters.enumerated() {
        for (a, b) in zip(learner.parameter(index), expected) {
          #expect(abs(a - b) < 1e-12)
        }
      }
    }
  }
}
