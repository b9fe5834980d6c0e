/// When the helpers of a team take part.
///
/// Where other processes want the processors, a helper does little, and when it loses its turn in the middle
/// of a task, all wait for it. So as soon as a thread of the team is seen to lose time, the helpers stay
/// away for a while; each time that this happens anew the while is longer. Only time depends on it: what
/// is computed does not, whoever computes.
///
/// Invariant: one thread uses it, the one that opens stages.
package struct Attendance {
  /// Nanoseconds for which helpers stay away, at first and at most.
  private static let shortestAbsence = 20_000_000
  private static let longestAbsence = 1_000_000_000

  private var absence = shortestAbsence
  /// Until when the helpers stay away; nil while they take part.
  private var end: Int?
  /// Since when they take part.
  private var start = 0

  package init() {}

  /// Whether helpers take part.
  /// - Parameters:
  ///   - helperLost: whether a helper has lost time since the last call.
  ///   - openerLost: whether the thread that opens stages has.
  package mutating func takesPart(now: Int, helperLost: Bool, openerLost: Bool) -> Bool {
    if let end {
      // Where even one thread loses time, no helper finds a processor.
      if openerLost { self.end = max(end, now + absence / 2) }
      guard now >= end, !openerLost else { return false }
      self.end = nil
      start = now
    }
    if helperLost || openerLost {
      end = now + absence
      absence = min(2 * absence, Self.longestAbsence)
      return false
    }
    if now - start > absence { absence = Self.shortestAbsence }
    return true
  }
}
