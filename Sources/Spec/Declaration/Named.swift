/// A value under a key that the user chose, such as the name of a column.
package struct Named<Value: Sendable>: Sendable {
  package var name: String
  package var value: Value

  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}
