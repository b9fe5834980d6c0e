import Spec

/// Where held-out rows come from.
package enum Holdout: Hashable, Sendable {
  /// A share of the training rows, in (0, 1).
  case fraction(Double)
  /// CSV files, or `-` for standard input.
  case file(DataSource)
  /// One of several equal parts of the training rows; for the test only.
  case fold(Fold)
}

extension Form<Holdout> {
  static var holdout: Form {
    Form(.either(.number(.fraction), Form<DataSource>.files.shape)) { json in
      if let paths = json.path.map({ [$0] }) ?? json.list?.map(\.path) {
        let known = paths.compactMap(\.self)
        return known.isEmpty || known.count < paths.count ? nil : .file(DataSource(known))
      }
      return json.double.flatMap { NumberRange.fraction.contains($0) ? .fraction($0) : nil }
    } write: {
      write($0)
    }
  }

  /// A holdout that can be a fold too.
  static var holdoutOrFold: Form {
    .either(holdout, orObject: { (fold: Fold) in .fold(fold) }, write: write)
  }

  @Sendable private static func write(_ holdout: Holdout) -> JSONValue {
    switch holdout {
    case .fraction(let fraction): .number(fraction)
    case .file(let source): source.written
    case .fold(let fold): fold.written
    }
  }
}
