import Spec
import System
import Tabular

/// How one configuration becomes several runs.
package enum Repetition: Sendable {
  /// Cross-validation: each of so many equal parts of the training rows is the test rows once.
  case folds(Int)
  /// So many seeds, from the configuration's own on.
  case seeds(Int)

  var count: Int {
    switch self {
    case .folds(let count), .seeds(let count): count
    }
  }

  /// What there are several of.
  package var noun: String {
    switch self {
    case .folds: "folds"
    case .seeds: "seeds"
    }
  }

  private static let foldPrefix = "fold-"
  private static let seedPrefix = "seed-"

  /// The fold or the seed that gave a run's folder its name; nil for another name.
  static func number(ofRun name: String) -> Int? {
    for prefix in [foldPrefix, seedPrefix] where name.hasPrefix(prefix) {
      guard let number = Int(name.dropFirst(prefix.count)), name == "\(prefix)\(number)" else {
        return nil
      }
      return number
    }
    return nil
  }

  /// The repetition of which these are the names of the runs' folders.
  init(ofRuns names: [String]) {
    let isFolds = names.allSatisfy { $0.hasPrefix(Self.foldPrefix) }
    self = isFolds ? .folds(names.count) : .seeds(names.count)
  }

  /// What a file says of it.
  var member: (String, JSONValue) {
    switch self {
    case .folds(let count): ("folds", .integer(count))
    case .seeds(let count): ("seeds", .integer(count))
    }
  }

  /// Nil where a file says nothing of it.
  init?(json: JSONValue) {
    if let count = json["folds"]?.integer, count > 1 {
      self = .folds(count)
    } else if let count = json["seeds"]?.integer, count > 0 {
      self = .seeds(count)
    } else {
      return nil
    }
  }

  /// The configurations of the runs, with the names of their folders.
  /// - Throws: `usage` where the data can be read only once, `configuration` where seeds run out.
  func runs(
    of checked: Checked<Configuration>
  ) throws(Failure) -> [(name: String, configuration: Checked<Configuration>)] {
    if checked.value.data.readsStandardInput {
      throw Failure(
        .usage, at: checked.places["data.train"],
        "each run reads the data again, but standard input can be read only once; expected a file")
    }
    var runs: [(name: String, configuration: Checked<Configuration>)] = []
    switch self {
    case .folds(let count):
      for number in 1...count {
        var run = checked
        run.value.data.test = .fold(Fold(number, of: count))
        runs.append(("\(Self.foldPrefix)\(number)", run))
      }
    case .seeds(let count):
      let first = checked.value.training.seed
      guard !first.addingReportingOverflow(count - 1).overflow else {
        throw Failure(
          .configuration, at: checked.places["training.seed"],
          "\(count) seeds from \(first) on go beyond \(Int.max)")
      }
      for seed in first...first + (count - 1) {
        var run = checked
        run.value.training.seed = seed
        runs.append(("\(Self.seedPrefix)\(seed)", run))
      }
    }
    return runs
  }
}
