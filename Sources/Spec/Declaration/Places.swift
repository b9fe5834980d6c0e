/// Where the parts of a configuration were written, by dotted path, such as `model.layers.0.units`.
package struct Places: Sendable {
  private var locations: [String: Location] = [:]

  package init() {}

  /// The place of a value, or of the innermost part around it that was written; nil where none was.
  package subscript(path: String) -> Location? {
    var path = path[...]
    while true {
      if let location = locations[String(path)] { return location }
      guard !path.isEmpty else { return nil }
      path = path.lastIndex(of: ".").map { path[..<$0] } ?? ""
    }
  }

  mutating func insert(_ location: Location?, at path: String) {
    locations[path] = location
  }
}
