/// How a reference marks what stands in its sentences.
package struct ReferenceStyle {
  /// Marks what is written in a configuration.
  let code: (String) -> String
  /// Points to the description of a section or of a field that takes a component.
  let link: (String) -> String

  package init(code: @escaping (String) -> String, link: @escaping (String) -> String) {
    self.code = code
    self.link = link
  }

  /// Without any marks.
  package static var plain: ReferenceStyle { ReferenceStyle(code: { $0 }, link: { $0 }) }
}
