package import System

/// A key of a JSON object and its value.
package struct JSONMember: Sendable {
  package var key: String
  package var value: JSONValue
  /// The place of the key.
  package var location: Location?

  package init(_ key: String, _ value: JSONValue, at location: Location? = nil) {
    self.key = key
    self.value = value
    self.location = location
  }
}
