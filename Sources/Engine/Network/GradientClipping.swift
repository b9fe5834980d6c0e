/// Limits on the gradient by which parameters are updated. At most one of them is set.
package struct GradientClipping: Sendable {
  /// The greatest Euclidean norm over all parameters; a longer gradient is shortened to it.
  package var norm: Double?
  /// The greatest size of an element.
  package var value: Double?

  package init(norm: Double? = nil, value: Double? = nil) {
    self.norm = norm
    self.value = value
  }

  var isNone: Bool { norm == nil && value == nil }
}
