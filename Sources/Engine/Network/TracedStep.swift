/// An update with every value on the way, for people to look at.
package struct TracedStep<S: Scalar>: Sendable {
  /// A parameter before and after the update.
  package struct Parameter: Sendable {
    package let before: [S]
    /// The point at which the gradient was taken, where that is not the parameter itself.
    package let point: [S]?
    /// The gradient by which the parameter was updated: clipped where gradients are.
    package let gradient: [S]
    /// The optimizer's state, slot by slot.
    package let stateBefore: [[S]]
    package let stateAfter: [[S]]
    package let after: [S]
  }

  /// Counted from 1 over the run.
  package let step: Int
  package let rows: Int
  package let learningRate: Double
  /// The graph that was computed.
  package let graph: Backpropagation
  /// The elements of each value of the graph, row-major, by its index; nil for one that has no part in
  /// loss, objective or gradients.
  package let elements: [[S]?]
  package let parameters: [Parameter]
}
