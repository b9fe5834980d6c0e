import System

/// Short names for runs in legends and tables.
package enum RunLabels {
  /// The ends of the paths, as long as it takes to tell them apart.
  package static func labels(of paths: [String]) -> [String] {
    let parts = paths.map { FilePath.parts($0) }
    let longest = parts.map(\.count).max() ?? 1
    for length in 1...max(longest, 1) {
      let labels = parts.map { $0.suffix(length).joined(separator: "/") }
      if Set(labels).count == Set(paths).count { return labels }
    }
    return paths
  }
}
