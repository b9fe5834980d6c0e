import Engine
import System

enum SameInformation: Warning {
  static let code = "same-information"
  static let meaning = "columns correspond one-to-one, so one of them is enough"

  /// So many groups of columns get a sentence each; more are told in one.
  private static let mostSentences = 3
  /// So many columns are named.
  private static let mostNames = 10

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    let same = evidence.sameColumns
    if same.count > mostSentences {
      let examples = same.prefix(mostSentences).map { names in
        names.prefix(2).map(\.quoted).joined(separator: " and ")
      }
      return [
        "\(same.count) sets of columns carry the same information, such as "
          + "\(examples.joined(separator: "; ")); \"ignore\" all but one of each"
      ]
    }
    return same.map { names in
      let more = names.count - mostNames
      let listed =
        names.prefix(mostNames).map(\.quoted).joined(separator: ", ")
        + (more > 0 ? " and \(more) more" : "")
      return "columns \(listed) carry the same information: each value of one corresponds to "
        + "exactly one value of \(names.count == 2 ? "the other" : "every other"); \"ignore\" all but one"
    }
  }
}
