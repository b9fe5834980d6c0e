/// Rows of data as a network takes them: inputs [rows, inputs] and targets [rows, targets], row-major,
/// and the weights of their losses, [rows, 1], where they do not count alike.
///
/// Invariant: whoever makes one keeps the memory alive and unchanged for as long as it is used.
package struct Rows<S: Scalar>: @unchecked Sendable {
  package let inputs: UnsafePointer<S>
  package let targets: UnsafePointer<S>
  package let weights: UnsafePointer<S>?
  package let count: Int

  package init(
    inputs: UnsafePointer<S>, targets: UnsafePointer<S>, weights: UnsafePointer<S>? = nil,
    count: Int
  ) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.count = count
  }
}
