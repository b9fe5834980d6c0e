import Spec
import System
import Training

/// What a race says on the way.
enum RaceText {
  static func line(for event: RaceEvent) -> String {
    switch event {
    case .note(let text): return text.shown
    case .finished(let summary, let done, let all):
      let losses = summary.splits.compactMap { name, metrics in
        metrics.members.first { $0.0 == "loss" }?.1.double.map {
          "\(name) loss \(Decimals.text($0))"
        }
      }
      return
        "\(done)/\(all) \(summary.outline.directory.shown): \(losses.joined(separator: ", ")), "
        + Decimals.duration(summary.seconds)
    case .diverged(let failure, let done, let all):
      return "\(done)/\(all) "
        + failure.diagnostics.map(\.description).joined(separator: "\n")
    }
  }

  static func note(noPicture fault: Failure) -> String {
    "no picture of the curves: " + fault.diagnostics.map(\.description).joined(separator: "\n")
  }
}
