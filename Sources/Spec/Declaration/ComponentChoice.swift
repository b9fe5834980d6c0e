/// A choice among the components of a registry.
package struct ComponentChoice: Sendable {
  package struct Component: Sendable {
    package let name: String
    package let meaning: String
    package let fields: [FieldDescription]
  }

  /// What is chosen, such as `optimizer`.
  package let kind: String
  /// What several of them are called, such as `optimizers`.
  package let plural: String
  /// The key that carries the component's name.
  package let tag: String
  /// The component that an object without a name is, where the field has no default.
  package let standard: String?
  package let components: [Component]
}
