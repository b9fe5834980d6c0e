package import Engine

/// The names of a network's values as they stand in formulas: x the inputs, y the targets; E the vectors
/// of categories; of layer k the weights Wₖ, the biases bₖ, the weighted sums zₖ and their activations
/// aₖ; p the outputs, ℓ the loss of each row, L their mean, R the penalties and J the objective.
package struct NodeNames: Sendable {
  private var names: [Value: String] = [:]
  /// What a name stands for, where it does not say that by itself.
  private var meanings: [Value: String] = [:]
  /// The layer that a value belongs to, from 0; the number of layers for the loss.
  private var layers: [Value: Int] = [:]
  /// The values that lead to loss and objective, in their order.
  package let values: [Value]

  package init(_ graph: NetworkGraph, of network: Network) {
    values = graph.graph.needed(for: [graph.objective, graph.loss])
    name(graph, network)
    var number = 0
    for value in values where names[value] == nil {
      guard case .operation = graph.graph[value].source else { continue }
      number += 1
      names[value] = "u" + Self.subscript(number)
    }
    assignLayers(graph, network)
  }

  /// The name of a value; nil for a constant.
  package subscript(value: Value) -> String? { names[value] }

  package func meaning(of value: Value) -> String? { meanings[value] }

  package func layer(of value: Value) -> Int? { layers[value] }

  /// The objective's name.
  package func objective(of graph: NetworkGraph) -> String { names[graph.objective] ?? "J" }

  private mutating func set(_ value: Value, _ name: String, _ meaning: String? = nil) {
    guard names[value] == nil else { return }
    names[value] = name
    meanings[value] = meaning
  }

  private mutating func name(_ graph: NetworkGraph, _ network: Network) {
    for value in values {
      switch graph.graph[value].source {
      case .data(0): set(value, "x", "inputs")
      case .data(1): set(value, "y", "targets")
      case .data(2): set(value, "weight", "weights of the rows")
      case .data: set(value, "share", "nodes / those that count, or 0")
      case .parameter(let number):
        let parameter = network.parameters[number]
        let symbol =
          switch parameter.owner {
          case .embedding(let number): "E" + Self.subscript(number + 1)
          case .layer(let number):
            Self.symbol(of: parameter) + Self.subscript(number + 1)
          }
        set(value, symbol, parameter.name)
      case .state(let number): set(value, "s" + Self.subscript(number + 1), "state")
      case .operation(let operation as DropoutMask, _):
        set(value, "m" + Self.subscript(operation.layer + 1), "dropout mask")
      case .operation(_, let inputs):
        for input in inputs {
          guard case .operation(let mask as DropoutMask, _) = graph.graph[input].source else {
            continue
          }
          set(value, "d" + Self.subscript(mask.layer + 1), "what dropout leaves")
        }
      case .constant: break
      }
    }
    let last = network.layers.count - 1
    set(graph.layers[last].output, "p", "outputs")
    for layer in 0...last {
      let number = Self.subscript(layer + 1)
      let built = graph.layers[layer]
      if let z = built.weightedSums {
        set(z, "z" + number, "weighted sums of layer \(layer + 1)")
        // Before a bias is added.
        if case .operation(let operation, let inputs) = graph.graph[z].source, operation is Add {
          set(inputs[0], "s" + number)
        }
      }
      let word = built.activation == nil ? "outputs" : "activations"
      set(built.activation ?? built.output, "a" + number, "\(word) of layer \(layer + 1)")
    }
    set(graph.loss, "L", "loss")
    set(graph.rowLoss, "ℓ", "loss of each row")
    for (number, penalty) in graph.penalties.enumerated() {
      set(penalty.value, "R" + Self.subscript(number + 1), "penalty of \(penalty.of)")
    }
    set(graph.objective, "J", "objective")
    set(graph.score, "score")
  }

  /// W for weights and b for biases; of a layer with several of a kind, with the rest of its name.
  private static func symbol(of parameter: Network.Parameter) -> String {
    let last = parameter.name.split(separator: ".").last.map(String.init) ?? ""
    switch last {
    case "weight": return parameter.isWeight ? "W" : "γ"
    case "bias": return "b"
    default:
      let parts = last.split(separator: "_", maxSplits: 1)
      return (parameter.isWeight ? "W" : "b") + (parts.count > 1 ? "[\(parts[1])]" : "")
    }
  }

  /// Nodes of a layer are made one after the other, those of the loss after them.
  private mutating func assignLayers(_ graph: NetworkGraph, _ network: Network) {
    let ends = graph.layers.enumerated().sorted { $0.element.end < $1.element.end }
    for value in values {
      if case .data(0) = graph.graph[value].source { continue }
      layers[value] = ends.first { value.index <= $0.element.end }?.offset ?? ends.count
    }
  }

  /// A number in small digits below the line.
  private static func `subscript`(_ number: Int) -> String {
    let digits = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"]
    return String(number).map { digits[$0.wholeNumberValue ?? 0] }.joined()
  }
}
