/// Rows of data as a network takes them: inputs [rows, inputs] and targets [rows, targets], row-major.
///
/// Invariant: whoever makes one keeps the memory alive and unchanged for as long as it is used.
package struct Rows<S: Scalar>: @unchecked Sendable {
  package let inputs: UnsafePointer<S>
  package let targets: UnsafePointer<S>
  package let count: Int

  package init(inputs: UnsafePointer<S>, targets: UnsafePointer<S>, count: Int) {
    self.inputs = inputs
    self.targets = targets
    self.count = count
  }
}
