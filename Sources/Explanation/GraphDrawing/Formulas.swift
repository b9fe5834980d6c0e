package import Engine

/// What the values of a network's graph and their gradients are computed by, in its names.
package struct Formulas: Sendable {
  package let names: NodeNames
  /// The graph with its gradient.
  private let graph: Graph
  private let adjoints: [Value: Value]
  private let objective: String
  /// For each value those that are computed from it on the way to the objective.
  private var readers: [Value: [Value]] = [:]
  private let forwardCount: Int

  package init(_ network: NetworkGraph, _ backpropagation: Backpropagation, names: NodeNames) {
    self.names = names
    graph = backpropagation.graph
    adjoints = backpropagation.adjoints
    objective = names.objective(of: network)
    forwardCount = network.graph.nodes.count
    for value in names.values where adjoints[value] != nil {
      for input in Set(graph[value].inputs) { readers[input, default: []].append(value) }
    }
  }

  /// The name of the gradient of the objective by a value.
  package func gradientName(of value: Value) -> String {
    "∂\(objective)/∂\(names[value] ?? "1")"
  }

  /// What a value is computed by; nil for data, parameters and constants.
  package func formula(of value: Value) -> FormulaText? {
    guard case .operation(let operation, let inputs) = graph[value].source else { return nil }
    return operation.formula(inputs.map { name($0) })
  }

  /// An element of a value, written out; `number` gives elements of values.
  package func formula(
    of value: Value, row: Int, column: Int, rows: Int, number: @escaping (Value) -> FormulaOperand
  ) -> FormulaText? {
    guard case .operation(let operation, let inputs) = graph[value].source else { return nil }
    return operation.formula(
      row: row, column: column, of: inputs.map { constant($0) ?? number($0) }, batchRows: rows)
  }

  /// The chain rule for the gradient by a value: a product for each value computed from it; nil where
  /// that is the objective itself.
  package func chainRule(of value: Value) -> String? {
    let readers = readers[value] ?? []
    if readers.count == 1, gradientName(of: readers[0]).hasSuffix("/∂" + objective) { return nil }
    let terms = readers.map { reader in
      "\(gradientName(of: reader)) · ∂\(names[reader] ?? "1")/∂\(names[value] ?? "1")"
    }
    return terms.isEmpty ? nil : terms.joined(separator: " + ")
  }

  /// What the gradient by a value is computed by, from gradients by the values computed from it.
  package func gradient(of value: Value) -> FormulaText? {
    adjoints[value].map { text(of: $0, for: value) }
  }

  /// An element of the gradient by a value, written out.
  package func gradient(
    of value: Value, row: Int, column: Int, rows: Int, number: @escaping (Value) -> FormulaOperand
  ) -> FormulaText? {
    adjoints[value].map {
      operand($0, for: value, rows: rows, number: number)[row, column]
    }
  }

  /// A value that a gradient is computed from.
  enum GradientSource: Hashable {
    /// The gradient by a value.
    case gradient(Value)
    case value(Value)
  }

  /// What the formula of the gradient by a value has in it, in its order.
  func gradientSources(of value: Value) -> [GradientSource] {
    var sources: [GradientSource] = []
    func visit(_ node: Value) {
      if let reader = reader(withGradient: node, of: value) {
        return add(.gradient(reader))
      }
      guard node.index >= forwardCount else {
        if names[node] != nil { add(.value(node)) }
        return
      }
      for input in graph[node].inputs { visit(input) }
    }
    func add(_ source: GradientSource) {
      if !sources.contains(source) { sources.append(source) }
    }
    if let adjoint = adjoints[value] { visit(adjoint) }
    return sources
  }

  private func name(_ value: Value) -> FormulaText {
    if case .constant(let number) = graph[value].source { return FormulaText(number) }
    return FormulaText(name: names[value] ?? "·")
  }

  private func constant(_ value: Value) -> FormulaOperand? {
    guard case .constant(let number) = graph[value].source else { return nil }
    return FormulaOperand(rows: 1, columns: 1) { _, _ in FormulaText(number) }
  }

  /// The reader of `value` whose gradient a node of the backward graph is.
  private func reader(withGradient node: Value, of value: Value) -> Value? {
    readers[value]?.first { adjoints[$0] == node }
  }

  private func text(of node: Value, for value: Value) -> FormulaText {
    if let reader = reader(withGradient: node, of: value) {
      return FormulaText(name: gradientName(of: reader))
    }
    guard node.index >= forwardCount,
      case .operation(let operation, let inputs) = graph[node].source
    else { return name(node) }
    return operation.formula(inputs.map { text(of: $0, for: value) })
  }

  private func operand(
    _ node: Value, for value: Value, rows: Int, number: @escaping (Value) -> FormulaOperand
  ) -> FormulaOperand {
    let numbers = number(node)
    guard node.index >= forwardCount, reader(withGradient: node, of: value) == nil,
      case .operation(let operation, let inputs) = graph[node].source
    else { return constant(node) ?? numbers }
    let operands = inputs.map { operand($0, for: value, rows: rows, number: number) }
    return FormulaOperand(rows: numbers.rows, columns: numbers.columns) { row, column in
      operation.formula(row: row, column: column, of: operands, batchRows: rows)
        ?? numbers[row, column]
    }
  }
}
