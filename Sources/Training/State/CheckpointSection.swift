package import Spec

/// How often something happens; never, or each time that so much has gone by.
package enum Interval<Amount: Equatable & Sendable>: Equatable, Sendable {
  case never
  case every(Amount)
}

/// The key `training.checkpoint`: when training writes down all that it knows, to go on from there.
package enum CheckpointPolicy: Sendable {
  case none
  case kept(CheckpointSection)
}

/// The section `training.checkpoint`.
package struct CheckpointSection: Declared {
  package var seconds = Interval.every(60.0)
  package var epochs = Interval<Int>.never

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "every_seconds", \.seconds,
      .word(
        "none", .never, or: .number(.positive), wrap: { .every($0) },
        unwrap: { if case .every(let seconds) = $0 { seconds } else { nil } }),
      "the seconds from one checkpoint to the next, or none"),
    Field(
      "every_epochs", \.epochs,
      .word(
        "none", .never, or: .integer(1...2_147_483_647), wrap: { .every($0) },
        unwrap: { if case .every(let epochs) = $0 { epochs } else { nil } }),
      "the epochs from one checkpoint to the next, or none"),
  ]
}
