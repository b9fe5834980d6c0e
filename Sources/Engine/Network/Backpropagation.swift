/// A network's graph with the gradient of its objective, as it is built, before it is simplified.
package struct Backpropagation: Sendable {
  package let graph: Graph
  /// The gradient by each parameter, in its shape.
  package let gradients: [Value]
  /// ∂objective/∂value for each value between parameters and objective, in a shape that broadcasts to
  /// the value's. Values that are only added on the way share one.
  package let adjoints: [Value: Value]
}
