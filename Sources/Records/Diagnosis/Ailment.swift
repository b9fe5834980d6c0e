/// A way in which learning can go wrong, and how it shows in a run's records.
///
/// Each lives in one file and is made known by a line in `Ailments.all`.
package protocol Ailment: Sendable {
  /// By what it is told.
  static var code: String { get }
  /// One line without a full stop.
  static var meaning: String { get }
  /// The records without which it cannot be looked for; the curves are always there.
  static var reads: [RunRecord] { get }
  /// A finding for each place where it shows; none where all is well.
  static func findings(in records: RunRecords) -> [Finding]
}

extension Ailment {
  package static var reads: [RunRecord] { [] }
}

/// The known ailments, causes before what comes of them.
package enum Ailments {
  package static let all: [any Ailment.Type] = [
    NothingRecorded.self,
    InputScale.self,
    ExplodingGradients.self,
    VanishingGradients.self,
    HighLearningRate.self,
    LowLearningRate.self,
    DeadUnits.self,
    SaturatedUnits.self,
    LossPlateau.self,
    UnderFitting.self,
    OverFitting.self,
    ClassImbalance.self,
    NonFiniteNumber.self,
  ]
}
