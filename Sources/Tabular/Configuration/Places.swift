package import Spec

/// Stand-in until the declaration machinery is merged: dotted path → place.
package struct Places: Sendable {
  private let locations: [String: Location]

  package init(_ locations: [String: Location] = [:]) { self.locations = locations }

  /// The place of a key, or of the nearest one around it.
  package func nearest(_ path: String) -> Location? {
    var path = path
    while true {
      if let location = locations[path] { return location }
      guard let dot = path.lastIndex(of: ".") else { return nil }
      path = String(path[..<dot])
    }
  }
}
