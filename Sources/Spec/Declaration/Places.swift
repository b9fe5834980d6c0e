package import System

/// Where the parts of a configuration were written, by dotted path, such as
/// `model.layers.0.units` (`DottedPath`).
package struct Places: Sendable {
  private var locations: [[String]: Location] = [:]

  package init() {}

  /// The place of a value, or of the innermost part around it that was written; nil where none was.
  package subscript(path: String) -> Location? { self[Self.keys(of: path)] }

  subscript(keys: [String]) -> Location? {
    var keys = keys
    while true {
      if let location = locations[keys] { return location }
      guard keys.popLast() != nil else { return nil }
    }
  }

  mutating func insert(_ location: Location?, at path: [String]) {
    locations[path] = location
  }

  /// The keys of a path that the program names; none for the whole configuration.
  static func keys(of path: String) -> [String] {
    path.isEmpty ? [] : DottedPath(path)?.keys ?? [path]
  }
}
