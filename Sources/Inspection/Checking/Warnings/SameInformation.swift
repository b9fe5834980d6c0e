import Spec

enum SameInformation: Warning {
  static let code = "same-information"
  static let meaning = "columns go with one another one-to-one, so that one of them tells all"

  /// So many columns are named.
  private static let mostNames = 10

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    return evidence.sameColumns.map { names in
      let more = names.count - mostNames
      let listed =
        names.prefix(mostNames).map(\.quoted).joined(separator: ", ")
        + (more > 0 ? " and \(more) more" : "")
      return "columns \(listed) carry the same information: each value of one goes with one value "
        + "of \(names.count == 2 ? "the other" : "each other"); \"ignore\" all but one"
    }
  }
}
