package import Training

/// Something that a careful colleague would point at before a network is trained.
///
/// Each kind lives in one file and is made known by a line in `Warnings.all`.
package protocol Warning: SendableMetatype {
  /// By what it is told and silenced.
  static var code: String { get }
  /// One line without a full stop.
  static var meaning: String { get }
  /// A sentence, with its figures, for each place where it applies; none where all is well.
  static func sentences(_ evidence: Evidence) -> [String]
}

/// A warning of something that spoils what is learnt, so that `train` gives it, too.
package protocol SevereWarning: Warning {
  static func sentences(_ essentials: Essentials) -> [String]
  /// Whether it is as grave as that in this case.
  static func isSevere(_ essentials: Essentials) -> Bool
}

extension SevereWarning {
  package static func sentences(_ evidence: Evidence) -> [String] {
    sentences(evidence.essentials)
  }

  package static func isSevere(_ essentials: Essentials) -> Bool { true }
}

/// The known warnings.
package enum Warnings {
  /// The gravest first.
  package static let all: [any Warning.Type] = [
    TargetLeak.self,
    Identifier.self,
    UnsuitableLoss.self,
    UnscaledInputs.self,
    UnbalancedClasses.self,
    AmbiguousNumbers.self,
    AmbiguousDates.self,
    UnreadTexts.self,
    TargetScaleFar.self,
    TargetOutliers.self,
    UnusualLearningRate.self,
    SingleRowClass.self,
    RepeatedRows.self,
    SameInformation.self,
    NoValidation.self,
    ManyParameters.self,
    LargeBatch.self,
    ConstantColumn.self,
    MissingCells.self,
    RareCategories.self,
  ]

  package static var codes: [String] { all.map { $0.code } }

  /// The warnings that apply, without the silenced ones.
  static func given(_ evidence: Evidence, silenced: Set<String>) -> [GivenWarning] {
    all.filter { !silenced.contains($0.code) }.flatMap { kind in
      kind.sentences(evidence).map { GivenWarning(code: kind.code, sentence: $0) }
    }
  }
}

/// Gives the severe warnings before training.
package struct SevereWarnings: TrainingAdviser {
  /// The command that gives all warnings.
  private let check: String

  package init(check: String) { self.check = check }

  package func advice<S: RunScalar>(on prepared: PreparedRun<S>, _ data: DataSummary) -> [String] {
    let essentials = Essentials(prepared, data)
    let warnings = Warnings.all.compactMap { $0 as? any SevereWarning.Type }
      .filter { $0.isSevere(essentials) }
      .flatMap { kind in kind.sentences(essentials).map { "warning \(kind.code): \($0)" } }
    return warnings.isEmpty ? [] : warnings + ["all warnings: \(check)"]
  }
}
