import Spec

/// Where held-out rows come from.
package enum Holdout: Hashable, Sendable {
  /// A share of the training rows, in (0, 1).
  case fraction(Double)
  /// The path of a CSV file, or `-` for standard input.
  case file(String)
}

extension Form<Holdout> {
  static var holdout: Form {
    Form(.either(.number(.fraction), .text("the path of a file"))) { json in
      if let path = json.path { return .file(path) }
      return json.double.flatMap { NumberRange.fraction.contains($0) ? .fraction($0) : nil }
    } write: {
      switch $0 {
      case .fraction(let fraction): .number(fraction)
      case .file(let path): .text(path)
      }
    }
  }
}
