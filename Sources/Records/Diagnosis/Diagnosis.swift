package import Spec
package import System
package import Training

/// What went wrong in a run's learning, and what could not be looked at.
package struct Diagnosis: Sendable {
  /// Causes before what comes of them.
  package let findings: [Finding]
  /// The ailments that could not be looked for, by the record that is missing.
  package let unseen: [(record: RunRecord, codes: [String])]
  package private(set) var measures: Measures

  /// - Throws: `noInput` where the folder or its curves are missing, `data` where a file is damaged.
  /// - Parameter withUpdates: Whether the measures are to have those of single updates.
  package init(_ run: FinishedRun, withUpdates: Bool = false) throws(Failure) {
    self.init(try RunRecords(run))
    if withUpdates { try measures.readUpdates(of: run) }
  }

  package init(_ records: RunRecords) {
    func isSeen(_ kind: any Ailment.Type) -> Bool { kind.reads.allSatisfy { records.has($0) } }
    measures = records.measures
    findings = Ailments.all.filter(isSeen).flatMap { $0.findings(in: records) }
    unseen = RunRecord.allCases.compactMap { record in
      if records.has(record) { return nil }
      let codes = Ailments.all.filter { $0.reads.contains(record) }.map { $0.code }
      return (record, codes)
    }
  }

  package var json: JSONValue {
    .object([
      ("findings", .list(findings.map(\.json))),
      (
        "not_looked_at",
        .list(
          unseen.map { record, codes in
            .object([
              ("codes", .list(codes.map { .text($0) })), ("reason", .text(record.absence)),
            ])
          })
      ),
      ("measures", measures.json),
    ])
  }
}
