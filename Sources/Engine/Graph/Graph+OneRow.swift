extension Graph {
  /// Takes what small layers do on a batch of one row in as few passes as possible: weighted sums with their
  /// activation; the gradient of a layer's inputs with the derivative of the activation before it; the products of
  /// one column and one row that are the gradients of weights. Values keep their numbers; nodes that nothing
  /// reads any more remain.
  /// - Parameters:
  ///   - kept: the values that are results themselves.
  ///   - gradients: those of them that are gradients of parameters, behind which there must be 0.
  mutating func joinLayersOnOneRow(keeping kept: [Value], gradients: Set<Value>) {
    let readers = readerCounts(keeping: kept)
    for value in values where readers[value.index] > 0 {
      guard case .operation(let operation, let inputs) = self[value].source else { continue }
      /// The factors of a product that nothing else reads.
      func factors(of product: Value, _ kind: MatrixProduct) -> [Value]? {
        guard readers[product.index] == 1,
          case .operation(let operation as MatrixProduct, let factors) = self[product].source,
          operation == kind, shape(product) == shape(value), shape(factors[0]).rows == .batch,
          isSmallParameter(factors[1])
        else { return nil }
        return factors
      }
      /// What a layer reads: the factors of its product, and its biases if it has any.
      func operands(_ product: Value, _ bias: Value?) -> [Value]? {
        guard shape(value).rows == .batch, !gradients.contains(value),
          let factors = factors(of: product, MatrixProduct(transposeB: true))
        else { return nil }
        guard let bias else { return factors }
        guard case .parameter = self[bias].source, shape(bias) == Shape(1, shape(value).columns)
        else { return nil }
        return factors + [bias]
      }
      switch operation {
      case let function as any SumFunction:
        if let read = operands(inputs[0], inputs[1]) {
          replaceSource(of: value, by: .operation(Self.layer(function.anyFunction), read))
        }
      case is Add:
        if let read = operands(inputs[0], inputs[1]) {
          replaceSource(of: value, by: .operation(RowLayer(Unchanged()), read))
        }
      case let function as any UnaryOperation:
        if let read = operands(inputs[0], nil) {
          replaceSource(of: value, by: .operation(Self.layer(function), read))
        }
      case let derivative as any FunctionDerivative:
        if let factors = factors(of: inputs[1], MatrixProduct()) {
          replaceSource(
            of: value,
            by: .operation(Self.gradient(derivative.anyFunction), [inputs[0]] + factors))
        }
      case let product as MatrixProduct where product == MatrixProduct(transposeA: true):
        if inputs.allSatisfy({ shape($0).rows == .batch }) {
          replaceSource(of: value, by: .operation(OuterProduct(), inputs))
        }
      default: break
      }
    }
  }

  /// Whether a value is a parameter whose product with a row is summed without preparing for more.
  private func isSmallParameter(_ value: Value) -> Bool {
    guard case .parameter = self[value].source, case .fixed(let rows) = shape(value).rows else {
      return false
    }
    return productWorkspace(rows: 1, columns: rows, depth: shape(value).columns) == 0
  }

  private static func layer(_ function: some UnaryOperation) -> any Operation {
    RowLayer(function)
  }

  private static func gradient(_ function: some UnaryOperation) -> any Operation {
    RowGradient(function)
  }
}
