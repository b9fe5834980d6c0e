/// When the helpers of a team take part.
///
/// Where other processes want the processors, a helper does little, and when it loses its turn in the middle
/// of a task, all wait for it. So when the threads of the team are seen to lose more than a small share of
/// their time, the helpers stay away for a while; each time that this happens anew the while is longer. What
/// the machine does for itself now and then costs less than it would to go on with one thread. Only time
/// depends on it: what is computed does not, whoever computes.
///
/// Invariant: one thread uses it, the one that opens stages.
package struct Attendance {
  /// Nanoseconds for which helpers stay away, at first and at most.
  private static let shortestAbsence = 20_000_000
  private static let longestAbsence = 1_000_000_000
  /// The part of its time that a helper may lose, as 1 in so many, and the nanoseconds that it may lose at once after
  /// long without loss.
  private static let tolerance = 8
  private static let mostCredit = 12_500_000
  private let helpers: Int

  private var absence = shortestAbsence
  /// Until when the helpers stay away; nil while they take part.
  private var end: Int?
  /// Since when they take part.
  private var start = 0
  /// Nanoseconds that may be lost before helpers stay away.
  private var credit = 0
  private var lastLook = 0

  package init(helpers: Int) { self.helpers = helpers }

  /// Whether helpers take part.
  /// - Parameters:
  ///   - helperLost: the nanoseconds that all helpers together have lost since the last call.
  ///   - openerLost: those that the thread has that opens stages.
  package mutating func takesPart(now: Int, helperLost: Int, openerLost: Int) -> Bool {
    if let end {
      // Where even one thread loses time, no helper finds a processor.
      if openerLost > 0 { self.end = max(end, now + absence / 2) }
      guard now >= end, openerLost == 0 else { return false }
      self.end = nil
      start = now
      credit = 0
    } else {
      credit = min(
        credit + helpers * (now - lastLook) / Self.tolerance, helpers * Self.mostCredit)
    }
    lastLook = now
    credit -= helperLost + openerLost
    if credit < 0 {
      end = now + absence
      absence = min(2 * absence, Self.longestAbsence)
      return false
    }
    if now - start > absence { absence = Self.shortestAbsence }
    return true
  }
}
