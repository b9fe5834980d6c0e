package import Spec
import System
package import Training

/// What a run was trained with and what it recorded, whether it ended well or not.
package struct RecordedRun: Sendable {
  package let directory: String
  /// The keys of the configuration down to single values, such as `model.layers.0.units`, without the
  /// run's name; lists of plain values are one value, and a component's name is that of its own key.
  package let settings: [(key: String, value: JSONValue)]
  package let curves: NumberTable
  /// Nil where the run did not come to its end.
  package let result: RunResult?
  let hasDiverged: Bool

  /// - Throws: `noInput` where the folder or its curves are missing, `data` where a file is damaged.
  init(_ directory: String) throws(Failure) {
    let run = FinishedRun(directory)
    self.directory = directory
    settings = Self.leaves(of: try run.configuration().value.written).filter { $0.key != "name" }
    curves = try run.curves()
    result = try run.result()
    hasDiverged = try run.divergence() != nil
    guard curves.count > 0 else {
      throw Failure(
        .data, at: .file(run.file(RunFileName.curves)), "no rows: no training was recorded")
    }
  }

  /// The value of a key on one line; nil where the configuration has no such key.
  func setting(_ key: String) -> String? {
    settings.first { $0.key == key }.map { $0.value.text ?? $0.value.onOneLine }
  }

  /// The keys in which the runs of a group differ: seeds, and folds of a cross-validation.
  static let repetitionKeys = ["training.seed", "data.test.fold"]

  /// What the run has in common with its partner in another group: the seed and the fold.
  var repetition: String {
    Self.repetitionKeys.map { setting($0) ?? "" }.joined(separator: "/")
  }

  /// All settings but the seed.
  var settingsButSeed: String {
    settings.filter { $0.key != "training.seed" }
      .map { "\($0.key)=\($0.value.onOneLine)\n" }.joined()
  }

  private static func leaves(of value: JSONValue) -> [(key: String, value: JSONValue)] {
    let parts: [(key: String, value: JSONValue)]? =
      if let members = value.members {
        members.map { ($0.key, $0.value) }
      } else if let list = value.list, list.contains(where: { $0.members != nil }) {
        list.enumerated().map { (String($0), $1) }
      } else {
        nil
      }
    guard let parts else { return [("", value)] }
    return parts.flatMap { part in
      leaves(of: part.value).map { leaf in
        // A component is written as an object or, where it has no fields, as its name alone.
        leaf.key == "name" || leaf.key.isEmpty
          ? (part.key.asKey, leaf.value) : (part.key.asKey + "." + leaf.key, leaf.value)
      }
    }
  }
}
