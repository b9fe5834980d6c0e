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

/// The known warnings.
package enum Warnings {
  package static let all: [any Warning.Type] = [
    ConstantColumn.self,
    AmbiguousNumbers.self,
    Identifier.self,
    SameInformation.self,
    TargetLeak.self,
    MissingCells.self,
    RareCategories.self,
    AmbiguousDates.self,
    UnreadTexts.self,
    RepeatedRows.self,
    UnscaledInputs.self,
    UnbalancedClasses.self,
    SingleRowClass.self,
    TargetScaleFar.self,
    TargetOutliers.self,
    ManyParameters.self,
    UnusualLearningRate.self,
    LargeBatch.self,
    NoValidation.self,
  ]

  package static var codes: [String] { all.map { $0.code } }

  /// The warnings that apply, without the silenced ones.
  static func given(_ evidence: Evidence, silenced: Set<String>) -> [GivenWarning] {
    all.filter { !silenced.contains($0.code) }.flatMap { kind in
      kind.sentences(evidence).map { GivenWarning(code: kind.code, sentence: $0) }
    }
  }
}
