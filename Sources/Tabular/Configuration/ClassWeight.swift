package import Spec

/// How much the rows of each class count in training.
package enum ClassWeight: Sendable {
  /// All classes the same together: a row of a class counts n / (k · m), with n rows of k classes,
  /// m of them of this one. The mean over the rows is 1.
  case balanced
  /// By the classes' names; 1 for a class that is not named.
  case stated([Named<Double>])
}

extension Form<ClassWeight> {
  static var classWeight: Form {
    .word(
      "balanced", .balanced,
      or: Form<[Named<Double>]>.map("the name of a class", .number(.nonNegative))
    ) {
      .stated($0)
    } unwrap: {
      if case .stated(let weights) = $0 { weights } else { nil }
    }
  }
}
