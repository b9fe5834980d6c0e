extension Graph {
  /// Adds the nodes of the gradient of a scalar, by reverse accumulation.
  /// - Returns: ∂objective/∂value for each value, in its shape.
  package mutating func gradient(of objective: Value, withRespectTo values: [Value]) -> [Value] {
    precondition(shape(objective) == .scalar, "only a scalar has a gradient")
    let one = constant(1)
    let gradients = pullback(of: objective, seed: one, to: values)
    return zip(values, gradients).map { value, gradient in
      expanded(gradient ?? constant(0), to: shape(value))
    }
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
    var reaching = [Bool](repeating: false, count: result.index + 1)
    for value in values where value.index <= result.index { reaching[value.index] = true }
    for index in first..<max(first, result.index + 1) where !reaching[index] {
      reaching[index] = nodes[index].inputs.contains { reaching[$0.index] }
    }
    var upstream = [Value?](repeating: nil, count: result.index + 1)
    upstream[result.index] = seed
    for index in stride(from: result.index, through: first, by: -1) where reaching[index] {
      let node = Value(index: index)
      guard let gradient = upstream[index],
        case .operation(let operation, let inputs) = nodes[index].source
      else { continue }
      let contributions = operation.gradient(gradient, of: node, inputs: inputs, in: &self)
      for (input, contribution) in zip(inputs, contributions) where reaching[input.index] {
        guard let contribution else { continue }
        upstream[input.index] =
          if let earlier = upstream[input.index] {
            apply(Add(), earlier, contribution)
          } else {
            contribution
          }
      }
    }
    return values.map { $0.index <= result.index ? upstream[$0.index] : nil }
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
