import Spec
import System
import Tabular

/// Columns that are tried together, by their places among the encoder's inputs.
struct ColumnSet: Sendable {
  let name: String
  let slots: [Int]
}

extension Encoder {
  /// Each column by itself, those of a group with a shape as one, and those that are joined as one, where the
  /// first of them is.
  /// - Parameters:
  ///   - joined: names with commas between.
  ///   - asMap: whether each pixel or step of a group with a shape is one, and not the group.
  /// - Throws: `usage` for a name that is no column's, and for one that is named twice; `configuration` for a map of
  ///   sequences of several lengths.
  func columnSets(joined: [String], asMap: Bool = false) throws(Failure) -> [ColumnSet] {
    if asMap, let group = columnGroups.first(where: \.hasLengths) {
      throw Failure(
        .configuration,
        "the sequences of the group \(group.name.quoted) have different lengths, so steps cannot be exchanged "
          + "between them; expected no --map")
    }
    let singles = columnGroups.flatMap { group in
      let extent = group.shape.map { asMap ? $0.last ?? 1 : group.inputs.count } ?? 1
      return stride(from: group.inputs.lowerBound, to: group.inputs.upperBound, by: extent).map {
        let slots = Array($0..<$0 + extent)
        let isGroup = group.shape != nil && !asMap
        return ColumnSet(
          name: isGroup ? group.name : slots.map { inputs[$0].name }.joined(separator: ","),
          slots: slots)
      }
    }
    var sets = singles
    var isTaken = Set<Int>()
    for text in joined {
      // A name may have commas in it.
      let isName = singles.contains { $0.name.isSame(as: text) }
      let parts = try (isName ? [text] : text.parts(at: ",")).map { name throws(Failure) in
        try Self.set(named: name, among: singles)
      }
      let slots = parts.flatMap(\.slots)
      guard isTaken.isDisjoint(with: slots), Set(slots).count == slots.count else {
        throw Failure(
          .usage, "--group \(text.shellWord): a column is named twice, expected it in one group")
      }
      isTaken.formUnion(slots)
      let set = ColumnSet(name: parts.map(\.name).joined(separator: ","), slots: slots)
      let place = sets.firstIndex { slots.contains($0.slots[0]) } ?? 0
      sets[place] = set
      sets = sets.enumerated().filter { $0 == place || !slots.contains($1.slots[0]) }.map(\.1)
    }
    return sets
  }

  private static func set(
    named name: String, among sets: [ColumnSet]
  ) throws(Failure) -> ColumnSet {
    if let set = sets.first(where: { $0.name.isSame(as: name) }) { return set }
    throw noColumn(name, among: sets.map(\.name))
  }

  /// What is to be said of a name that is no input column's.
  static func noColumn(_ name: String, among names: [String]) -> Failure {
    Failure(
      .usage,
      "no input column \(name.quoted)"
        + suggestion(
          for: name, among: names,
          or: "; the columns are \(names.map(\.quoted).joined(separator: ", "))"))
  }
}
