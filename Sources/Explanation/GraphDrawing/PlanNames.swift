import Engine

/// What the steps of a plan and its values are called.
struct PlanNames {
  private let graph: Graph
  private let parameters: [String]
  private var names: [Value: String] = [:]

  /// - Parameter graph: as it is run, with the numbers of the network's graph.
  init<S: Scalar>(_ learner: Learner<S>, _ graph: Graph) {
    self.graph = graph
    let network = learner.training
    let backpropagation = network.backpropagation(from: network.objective)
    let nodes = NodeNames(network, of: learner.network)
    let formulas = Formulas(network, backpropagation, names: nodes)
    parameters = network.parameters.map { nodes[$0] ?? "?" }
    for value in network.graph.values { names[value] = nodes[value] }
    for (number, gradient) in backpropagation.gradients.enumerated() {
      names[gradient] = formulas.gradientName(of: network.parameters[number])
    }
    for value in nodes.values.reversed() {
      guard nodes[value] != nil, let adjoint = backpropagation.adjoints[value],
        names[adjoint] == nil
      else { continue }
      names[adjoint] = formulas.gradientName(of: value)
    }
  }

  /// The name of a value; one without a name of its own goes by its number.
  func name(_ value: Value) -> String {
    if let name = names[value] { return name }
    switch graph[value].source {
    case .constant(let number): return FormulaText(number).description
    // What is read in the place of another goes by what it is of that.
    case .operation(let operation, let inputs) where operation is Reshape || operation is Columns:
      return operation.formula(inputs.map { FormulaText(name: name($0)) }).description
    default: return "#\(value.index)"
    }
  }

  func parameter(_ number: Int) -> String { parameters[number] }

  /// The value with what it is computed by.
  func definition(of value: Value) -> String? {
    switch graph[value].source {
    case .operation(let operation, let inputs):
      "\(name(value)) = \(operation.formula(inputs.map { FormulaText(name: name($0)) }))"
    case .data: "\(name(value)): rows of the data"
    case .constant, .parameter, .state: nil
    }
  }

  func text(_ work: PlanOutline.Step.Work) -> String {
    switch work {
    case .compute(let value): definition(of: value) ?? name(value)
    case .accumulate(let number): "add the gradient of \(parameter(number)) to the kept one"
    case .norm(let number): "sum the squares of the gradient of \(parameter(number))"
    case .update(let numbers):
      "update \(numbers.map { parameter($0) }.joined(separator: ", ")) by the optimizer"
    case .keep(let number): "keep state \(number + 1)"
    }
  }
}
