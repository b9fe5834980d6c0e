package import Spec

/// z itself: layers of it alone make one linear map.
package struct Identity: Activation {
  package static let name = "identity"
  package static let meaning = "z itself; a network with no other activation is linear"
  package static let fields: [Field<Identity>] = []

  package init() {}

  package func apply(to z: Value, in graph: inout Graph) -> Value { z }
}
