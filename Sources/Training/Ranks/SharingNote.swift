import Engine
import System

/// What is told of the cost of training in ranks.
struct SharingNote {
  /// The updates after which it is judged whether ranks help; the first one is not counted, in which memory is touched for
  /// the first time.
  private static let judgedUpdates = 12
  /// From which loss of time on a warning is given.
  private static let worthwhile = 1.1

  private var isJudged = false
  private var first: SharingCosts?

  /// A warning, once, if one process would be faster.
  mutating func judge(_ costs: SharingCosts, ranks: Int) -> String? {
    if first == nil, costs.updates >= 1 { first = costs }
    guard !isJudged, let first, costs.updates >= Self.judgedUpdates else { return nil }
    isJudged = true
    let count = Double(costs.updates - first.updates)
    let alone = (costs.alone - first.alone) / count
    let shared =
      Double(costs.computing + costs.sharing - first.computing - first.sharing) / count
    guard shared > Self.worthwhile * alone else { return nil }
    return
      "an update takes \(Self.milliseconds(shared)) in \(ranks) ranks, of which the gradients take "
      + "\(Self.milliseconds(Double(costs.computing - first.computing) / count)); one process would take about "
      + "\(Self.milliseconds(alone)), so training would be faster without mpirun"
  }

  /// What the ranks exchanged; nil where there was nothing.
  static func summary(_ costs: SharingCosts, ranks: Int) -> String? {
    guard costs.updates > 0 else { return nil }
    func mean(_ nanoseconds: Int) -> String {
      milliseconds(Double(nanoseconds) / Double(costs.updates))
    }
    return
      "\(ranks) ranks: an update took \(mean(costs.computing + costs.sharing)), of which rank 0 computed gradients for "
      + "\(mean(costs.computing)) and waited for \(mean(costs.traffic.waited)); it sent "
      + "\(MachineMemory.spelled(bytes: costs.traffic.bytes / costs.updates)) in "
      + "\(costs.traffic.messages / costs.updates) messages, for \(mean(costs.hidden)) of their way while gradients were "
      + "computed"
  }

  private static func milliseconds(_ nanoseconds: Double) -> String {
    if nanoseconds < 1e6 { return "\(Int((nanoseconds / 1000).rounded())) µs" }
    let tenths = Int((nanoseconds / 100_000).rounded())
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}
