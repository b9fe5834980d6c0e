import Records
import Spec
import System

/// A diagnosis as text for people.
struct DiagnosisText {
  private let diagnosis: Diagnosis

  init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

  var text: String {
    let findings = diagnosis.findings.map {
      "\($0.code): \($0.sentence.shown)\n  try: \($0.advice.shown)\n"
    }
    let unseen = diagnosis.unseen.map { record, codes in
      "not looked for: \(codes.joined(separator: ", ")): \(record.absence)\n"
    }
    return (findings.isEmpty ? "nothing found\n" : findings.joined()) + unseen.joined()
  }

  /// The first finding, and how many more there are; nil where there is none.
  func brief(of directory: String) -> String? {
    guard let first = diagnosis.findings.first else { return nil }
    let others = diagnosis.findings.count - 1
    let more = others == 0 ? "" : "\(others) more finding\(others == 1 ? "" : "s"), "
    return
      "\(first.code): \(first.sentence.shown)\n\(more)dlrun doctor \(directory.shellWord) says what to try"
  }
}
