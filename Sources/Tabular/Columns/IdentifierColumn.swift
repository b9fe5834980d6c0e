/// By what a column is known to name the rows.
package enum IdentifierColumn {
  /// Texts are names of rows where at least this share of them differs.
  package static let leastDistinctShare = 0.9

  /// Whether a column calls itself an identifier: `id`, `customer_id`, `PassengerId`.
  package static func isNamedSo(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower == "id" || name.hasSuffix("Id") || name.hasSuffix("ID")
      || ["_id", "-id", " id", ".id"].contains { lower.hasSuffix($0) }
  }
}
