extension Graph {
  /// Lets nodes read one result where several compute the same, and takes a function of a sum, or a product
  /// that is added to a matrix, in one pass where nothing else reads the sum, or the product. Values keep their numbers; nodes that nothing reads any
  /// more remain.
  /// - Parameter kept: the values that are results themselves.
  mutating func simplify(keeping kept: [Value]) {
    shareResults()
    var readers = readerCounts(keeping: kept)
    for value in values {
      guard case .operation(let operation, let inputs) = self[value].source,
        let function = operation as? any UnaryOperation,
        case .operation(let inner, let terms) = self[inputs[0]].source,
        inner is Add, readers[inputs[0].index] == 1
      else { continue }
      replaceSource(of: value, by: .operation(Self.ofSum(function), terms))
      readers[inputs[0].index] = 0
    }
    for value in values where readers[value.index] > 0 {
      guard case .operation(let operation, let terms) = self[value].source, operation is Add,
        terms.allSatisfy({ shape($0) == shape(value) })
      else { continue }
      for (term, other) in [(terms[1], terms[0]), (terms[0], terms[1])] {
        guard case .operation(let product as MatrixProduct, let factors) = self[term].source,
          readers[term.index] == 1
        else { continue }
        replaceSource(of: value, by: .operation(AddedProduct(product: product), factors + [other]))
        break
      }
    }
  }

  /// Lets nodes read, in the place of a value that is the same as another where the batch has one row,
  /// that other.
  /// - Returns: for each value the one that is the same, often itself.
  mutating func removeIdentitiesOnOneRow() -> [Value] {
    var same = values
    for value in values {
      guard case .operation(let operation, let inputs) = self[value].source else { continue }
      let read = inputs.map { same[$0.index] }
      if read != inputs { replaceSource(of: value, by: .operation(operation, read)) }
      if let input = inputs.first, operation.isIdentityOnOneRow(of: shape(input)) {
        same[value.index] = read[0]
      }
    }
    return same
  }

  /// How often each value is read by nodes that are needed, or is a result.
  func readerCounts(keeping kept: [Value]) -> [Int] {
    var readers = [Int](repeating: 0, count: nodes.count)
    for value in needed(for: kept) {
      for input in self[value].inputs { readers[input.index] += 1 }
    }
    for value in kept { readers[value.index] += 1 }
    return readers
  }

  /// The values that some values depend on, and these themselves, in order.
  package func needed(for results: [Value]) -> [Value] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for value in results { isNeeded[value.index] = true }
    for index in isNeeded.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input.index] = true }
    }
    return values.filter { isNeeded[$0.index] }
  }

  /// What makes two nodes compute the same.
  private struct Computed: Hashable {
    let operation: AnyHashable
    let inputs: [Value]
    let shape: Shape
  }

  private mutating func shareResults() {
    var known: [Computed: Value] = [:]
    var first = values
    for value in values {
      guard case .operation(let operation, let inputs) = self[value].source else { continue }
      let shared = inputs.map { first[$0.index] }
      if shared != inputs { replaceSource(of: value, by: .operation(operation, shared)) }
      let computed = Computed(
        operation: AnyHashable(operation), inputs: shared, shape: shape(value))
      if let earlier = known[computed] {
        first[value.index] = earlier
      } else {
        known[computed] = value
      }
    }
  }

  private static func ofSum(_ function: some UnaryOperation) -> any Operation {
    FunctionOfSum(function)
  }
}
