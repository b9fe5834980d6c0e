/// A reference to a node of a graph.
package struct Value: Hashable, Sendable {
  package let index: Int
}

/// What a node's value comes from.
package enum Source: Sendable {
  /// Rows of the data: 0 is the matrix of inputs, 1 that of targets, 2 that of the rows' weights,
  /// 3 that of their shares.
  case data(Int)
  /// The parameter with this number.
  case parameter(Int)
  /// The state with this number: what training keeps from update to update without a gradient, such as
  /// running means.
  case state(Int)
  /// The same number always, [1, 1].
  case constant(Double)
  /// An operation on earlier nodes.
  case operation(any Operation, [Value])
}

/// A node: where its value comes from, and its shape.
package struct Node: Sendable {
  package let source: Source
  package let shape: Shape

  /// Whether a plan computes it from other values or gathers it from the data, at each run.
  var isComputed: Bool {
    switch source {
    case .data, .operation: true
    case .parameter, .state, .constant: false
    }
  }

  /// The nodes it reads.
  package var inputs: [Value] {
    if case .operation(_, let inputs) = source { inputs } else { [] }
  }
}

/// A computation graph: a DAG of operations over matrices, as a flat list in which every node comes
/// after those it reads. Gradients are further nodes of the same graph.
package struct Graph: Sendable {
  package private(set) var nodes: [Node] = []
  private var parameterCount = 0
  private var stateCount = 0
  private var constants: [Double: Value] = [:]

  package init() {}

  package subscript(_ value: Value) -> Node { nodes[value.index] }

  package func shape(_ value: Value) -> Shape { nodes[value.index].shape }

  /// All nodes, each after those it reads.
  package var values: [Value] { nodes.indices.map(Value.init) }

  private mutating func append(_ source: Source, _ shape: Shape) -> Value {
    nodes.append(Node(source: source, shape: shape))
    return Value(index: nodes.count - 1)
  }

  /// Rows of a data matrix, [rows, columns].
  package mutating func data(_ number: Int, columns: Int) -> Value {
    append(.data(number), Shape(.batch, columns))
  }

  /// The next parameter, [rows, columns].
  package mutating func parameter(rows: Int, columns: Int) -> Value {
    defer { parameterCount += 1 }
    return append(.parameter(parameterCount), Shape(rows, columns))
  }

  /// The next state, [rows, columns].
  package mutating func state(rows: Int, columns: Int) -> Value {
    defer { stateCount += 1 }
    return append(.state(stateCount), Shape(rows, columns))
  }

  /// A number, [1, 1].
  package mutating func constant(_ number: Double) -> Value {
    if let known = constants[number] { return known }
    let value = append(.constant(number), .scalar)
    constants[number] = value
    return value
  }

  /// Lets a node compute its value, of the same shape, from other nodes before it.
  mutating func replaceSource(of value: Value, by source: Source) {
    nodes[value.index] = Node(source: source, shape: shape(value))
  }

  /// The result of an operation. Its shapes must be right: builders of networks see to that.
  package mutating func apply(_ operation: any Operation, _ inputs: Value...) -> Value {
    apply(operation, inputs)
  }

  package mutating func apply(_ operation: any Operation, _ inputs: [Value]) -> Value {
    do {
      let shape = try operation.shape(of: inputs.map { self.shape($0) })
      return append(.operation(operation, inputs), shape)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
