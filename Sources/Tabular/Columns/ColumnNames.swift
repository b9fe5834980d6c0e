import Spec
import System

/// The names of columns, to be looked up: spaces around a name do not count, nor does in which of
/// Unicode's equivalent forms it is written.
struct ColumnNames: Sendable {
  let names: [String]
  private let places: [String: Int]

  /// - Parameter names: of equal ones the first counts.
  init(_ names: [String]) {
    self.names = names
    var places = [String: Int](minimumCapacity: names.count)
    for (index, name) in names.enumerated() where places[name.trimmed] == nil {
      places[name.trimmed] = index
    }
    self.places = places
  }

  /// The place of a column.
  subscript(name: String) -> Int? { places[name.trimmed] }

  /// Only for so many names that are not there the nearest one is looked for: where all of a wide table
  /// are others, each would be compared with each.
  static let mostSuggestions = 20

  /// What to say where there is no column of a name: the nearest one, or those there are and which
  /// character seems to stand between cells where there is but one column.
  /// - Parameter wanted: the character that a finished run wants there; nil where it may be chosen.
  func suggestion(
    for name: String, wanted: Character? = nil, _ advice: Advice = .keys
  ) -> String {
    let nearest = Spec.suggestion(for: name, among: names)
    guard nearest.isEmpty else { return nearest }
    let listed = "; the columns are \(Message.list(names))"
    guard names.count == 1,
      let delimiter = DelimiterSearch.candidates.first(where: {
        $0.asciiValue.map(names[0].utf8.contains) == true
      })
    else { return listed }
    let found = String(delimiter).quoted
    return listed
      + (wanted.map {
        ", where \(found) seems to separate cells; expected \(String($0).quoted), as in the "
          + "training"
      } ?? advice.delimiter(delimiter))
  }
}
