/// A value without faults, and where its parts were written.
package struct Checked<Value: Sendable>: Sendable {
  package var value: Value
  package let places: Places
}
