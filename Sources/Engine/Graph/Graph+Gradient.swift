extension Graph {
  /// Adds the nodes of the gradient of a scalar, by reverse accumulation.
  /// - Returns: ∂objective/∂value for each value, in its shape.
  package mutating func gradient(of objective: Value, withRespectTo values: [Value]) -> [Value] {
    differentiate(objective, withRespectTo: values).gradients
  }

  /// The same with the gradients that the others are computed through.
  /// - Returns: besides, as adjoints, ∂objective/∂value in a shape that broadcasts to the value's, for
  ///   each value on which the objective depends and which depends on the given ones.
  mutating func differentiate(
    _ objective: Value, withRespectTo values: [Value]
  ) -> (gradients: [Value], adjoints: [Value: Value]) {
    precondition(shape(objective) == .scalar, "only a scalar has a gradient")
    let one = constant(1)
    let adjoints = propagate(of: objective, seed: one, to: values, from: 0)
    let gradients = values.map { expanded(adjoints[$0] ?? constant(0), to: shape($0)) }
    return (gradients, adjoints)
  }

  /// Adds the nodes that carry `seed`, the derivative of some scalar by `result`, back to `values`.
  ///
  /// Nodes before `first` other than `values` are taken as given, which is how a formula that was
  /// written out as nodes is differentiated by its own arguments.
  /// - Returns: For each value its gradient, in a shape that broadcasts to the value's, or nil where
  ///   `result` does not depend on it.
  package mutating func pullback(
    of result: Value, seed: Value, to values: [Value], from first: Int = 0
  ) -> [Value?] {
    let adjoints = propagate(of: result, seed: seed, to: values, from: first)
    return values.map { adjoints[$0] }
  }

  private mutating func propagate(
    of result: Value, seed: Value, to values: [Value], from first: Int
  ) -> [Value: Value] {
    var reaching = [Bool](repeating: false, count: result.index + 1)
    for value in values where value.index <= result.index { reaching[value.index] = true }
    for index in first..<max(first, result.index + 1) where !reaching[index] {
      reaching[index] = nodes[index].inputs.contains { reaching[$0.index] }
    }
    var upstream = [result: seed]
    for index in stride(from: result.index, through: first, by: -1) where reaching[index] {
      let node = Value(index: index)
      guard let gradient = upstream[node],
        case .operation(let operation, let inputs) = nodes[index].source
      else { continue }
      let contributions = operation.gradient(gradient, of: node, inputs: inputs, in: &self)
      for (input, contribution) in zip(inputs, contributions) where reaching[input.index] {
        guard let contribution else { continue }
        upstream[input] =
          if let earlier = upstream[input] {
            apply(Add(), earlier, contribution)
          } else {
            contribution
          }
      }
    }
    return upstream
  }

  /// The value in the given shape, its single row or column repeated where need be.
  package mutating func expanded(_ value: Value, to shape: Shape) -> Value {
    self.shape(value) == shape ? value : apply(Broadcast(shape: shape), value)
  }

  /// The gradient of an input that an elementwise operation repeated to the shape of its result:
  /// summed over the repeats.
  package mutating func summed(_ gradient: Value, from result: Shape, to input: Shape) -> Value {
    var value = gradient
    if input.columns == 1 && result.columns > 1 {
      let rows = shape(value).rows
      value = apply(SumColumns(), expanded(value, to: Shape(rows, result.columns)))
    }
    if input.rows == .fixed(1) && result.rows != .fixed(1) {
      let columns = shape(value).columns
      value = apply(SumRows(), expanded(value, to: Shape(result.rows, columns)))
    }
    return value
  }
}
