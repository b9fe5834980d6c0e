import Spec
import System
import Training

/// What a race says on the way.
enum RaceText {
  static func line(for event: RaceEvent) -> String {
    switch event {
    case .began(let directory): return directory.shown
    case .note(let text): return text.shown
    case .finished(let result, let done, let all):
      let losses = result.splits.compactMap { split in
        split.numbers.first { $0.name == "loss" }?.value.map {
          "\(split.name) loss \(Decimals.text($0))"
        }
      }
      return "\(done)/\(all) \(result.directory.shown): \(losses.joined(separator: ", ")), "
        + Decimals.duration(result.seconds)
    case .diverged(let failure, let done, let all):
      return "\(done)/\(all) "
        + failure.diagnostics.map(\.description).joined(separator: "\n")
    }
  }

  static func note(noPicture fault: Failure) -> String {
    "no picture of the curves: " + fault.diagnostics.map(\.description).joined(separator: "\n")
  }
}
