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
  mutating func pullback(
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
    /// The gradients by columns of values, until all that read some have been passed: put side by side
    /// at once, they take no more memory than the value, however many there are.
    var parts: [Value: [(columns: Range<Int>, gradient: Value)]] = [:]
    func add(_ contribution: Value, to value: Value, in graph: inout Graph) {
      upstream[value] = upstream[value].map { graph.apply(Add(), $0, contribution) } ?? contribution
    }
    for index in stride(from: result.index, through: first, by: -1) where reaching[index] {
      let node = Value(index: index)
      if let parts = parts.removeValue(forKey: node) {
        let gradient = joined(parts, to: shape(node))
        add(gradient, to: node, in: &self)
      }
      guard let gradient = upstream[node],
        case .operation(let operation, let inputs) = nodes[index].source
      else { continue }
      if let operation = operation as? Columns {
        if reaching[inputs[0].index] {
          parts[inputs[0], default: []].append((operation.range, gradient))
        }
        continue
      }
      let contributions = operation.gradient(gradient, of: node, inputs: inputs, in: &self)
      for (input, contribution) in zip(inputs, contributions) where reaching[input.index] {
        if let contribution { add(contribution, to: input, in: &self) }
      }
    }
    for (value, parts) in parts.sorted(by: { $0.key.index < $1.key.index }) {
      let gradient = joined(parts, to: shape(value))
      add(gradient, to: value, in: &self)
    }
    return upstream
  }

  /// The gradient by a matrix of which ranges of columns were read, from those by the ranges: side by
  /// side, with zeros between them. Those of one range are added up; ranges that overlap otherwise come
  /// into matrices of their own, which are added up.
  mutating func joined(
    _ parts: [(columns: Range<Int>, gradient: Value)], to shape: Shape
  ) -> Value {
    var sums: [(columns: Range<Int>, gradient: Value)] = []
    for part in parts {
      if let number = sums.firstIndex(where: { $0.columns == part.columns }) {
        sums[number].gradient = apply(Add(), sums[number].gradient, part.gradient)
      } else {
        sums.append(part)
      }
    }
    var matrices: [[(columns: Range<Int>, gradient: Value)]] = []
    for part in sums.sorted(by: { $0.columns.lowerBound < $1.columns.lowerBound }) {
      let number = matrices.firstIndex { matrix in
        matrix.allSatisfy { $0.columns.upperBound <= part.columns.lowerBound }
      }
      if let number { matrices[number].append(part) } else { matrices.append([part]) }
    }
    let gradients = matrices.map { matrix in
      var pieces: [Value] = []
      var end = 0
      for part in matrix {
        if end < part.columns.lowerBound { pieces.append(zeros(part.columns.lowerBound - end)) }
        pieces.append(expanded(part.gradient, to: Shape(shape.rows, part.columns.count)))
        end = part.columns.upperBound
      }
      if end < shape.columns { pieces.append(zeros(shape.columns - end)) }
      return concatenated(pieces)
    }
    return gradients.dropFirst().reduce(gradients[0]) { apply(Add(), $0, $1) }

    func zeros(_ columns: Int) -> Value {
      expanded(constant(0), to: Shape(shape.rows, columns))
    }
  }

  /// The value in the given shape, its single row or column repeated where need be.
  mutating func expanded(_ value: Value, to shape: Shape) -> Value {
    self.shape(value) == shape ? value : apply(Broadcast(shape: shape), value)
  }

  /// The gradient of an input that an elementwise operation repeated to the shape of its result:
  /// summed over the repeats.
  mutating func summed(_ gradient: Value, from result: Shape, to input: Shape) -> Value {
    var value = gradient
    if input.columns == 1 && result.columns > 1 {
      let rows = shape(value).rows
      value = apply(SumColumns(), expanded(value, to: Shape(rows, result.columns)))
    }
    if input.rows == .fixed(1) && result.rows != .fixed(1) {
      value = expanded(value, to: Shape(result.rows, shape(value).columns))
      // Many rows are added up near where they were computed first.
      if let times = result.rows.rowsPerBatchRow, times > 1 {
        value = apply(SumGroups(of: times), value)
      }
      value = apply(SumRows(), value)
    }
    return value
  }
}
