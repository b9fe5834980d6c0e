/// What updates cost that ranks share, in nanoseconds.
package struct SharingCosts: Sendable {
  package private(set) var updates = 0
  /// For the gradients of this rank's lanes.
  package private(set) var computing = 0
  /// The same for all lanes, as long as each takes as long as this rank's.
  package private(set) var alone = 0.0
  /// For everything else: waiting, and the update of the slice.
  package private(set) var sharing = 0
  /// While gradients were computed and others under way.
  package private(set) var hidden = 0
  /// What was sent, and the time that was waited.
  package private(set) var traffic = Traffic()
  private var start = 0
  private var firstSent: Int?
  private var (lanes, own) = (1, 1)
  private var before = Traffic()

  package init() {}

  mutating func begin(at now: Int, lanes: Int, own: Int, _ traffic: Traffic) {
    start = now
    firstSent = nil
    (self.lanes, self.own) = (lanes, own)
    before = traffic
  }

  /// Takes note that gradients are on their way before all are there.
  mutating func sentEarly(at now: Int) {
    if firstSent == nil { firstSent = now }
  }

  mutating func finish(at now: Int, from computed: Int, _ after: Traffic) {
    updates += 1
    computing += computed - start
    if let firstSent { hidden += computed - firstSent }
    if own > 0 { alone += Double((computed - start) * lanes) / Double(own) }
    sharing += now - computed
    traffic.messages += after.messages - before.messages
    traffic.bytes += after.bytes - before.bytes
    traffic.waited += after.waited - before.waited
  }
}
