internal import Glibc
internal import Synchronization
internal import System

/// A thread that opens stages, thread 0, and helpers that take tasks of whatever stage is open.
///
/// No stage needs two processors at the same moment: it is over when its tasks are done, by whom does not
/// matter, and the opener waits for those tasks alone that a helper has begun.
///
/// Invariant: one thread at a time calls `run`, and `finish` within it; what is not atomic belongs to it.
package final class Team: @unchecked Sendable {
  package let count: Int
  /// The stages opened so far, for which helpers wait, and at last one more, so that they end.
  private let openings = Tally()
  /// The tasks done by helpers so far, for which the opener waits.
  private let done = Tally()
  /// The tasks taken by helpers so far.
  private var taken = 0
  private let session = Mutex<Session?>(nil)
  /// The same, as the opener uses it.
  private var openSession: Session?
  private let isStopped = Atomic(false)
  /// The nanoseconds that helpers have lost since the opener looked.
  private let helperLost = Atomic(0)
  private var attendance: Attendance
  private var lostTime = LostTime()
  private let delay: (@Sendable (_ thread: Int) -> Void)?
  private var threads: [pthread_t] = []

  /// What is worked on, for as long as a helper looks for tasks in it, be the opener far ahead.
  private final class Session: Sendable {
    private let owners: [(any Sendable)?]
    /// The stage opened last; nil before the first and after the end.
    let stage = Atomic<Unmanaged<Stage>?>(nil)
    let isOver = Atomic(false)

    /// - Parameter owners: keep all stages that are going to be opened.
    init(_ owners: [(any Sendable)?]) { self.owners = owners }
  }

  /// - Parameters:
  ///   - count: threads, at least 1.
  ///   - delay: called by a thread between taking a task and doing it; for tests.
  package init(count: Int, delay: (@Sendable (_ thread: Int) -> Void)? = nil) {
    self.count = count
    self.delay = delay
    attendance = Attendance(helpers: count - 1)
  }

  /// Runs the body, in which stages can be finished.
  /// - Parameter owners: what keeps these stages in memory.
  package func run(keeping owners: [(any Sendable)?], _ body: () -> Void) {
    guard count > 1 else { return body() }
    startThreads()
    let session = Session(owners)
    self.session.withLock { $0 = session }
    openSession = session
    lostTime.restart()
    body()
    openSession = nil
    session.stage.store(nil, ordering: .relaxed)
    session.isOver.store(true, ordering: .releasing)
    self.session.withLock { $0 = nil }
  }

  /// Has all tasks of a stage done.
  package func finish(_ stage: Stage) {
    guard stage.isShared, let openSession, helpersTakePart() else { return stage.workAlone() }
    let opening = stage.open()
    openSession.stage.store(.passUnretained(stage), ordering: .releasing)
    openings.add(1)
    taken += stage.taskCount - stage.work(thread: 0, opening: opening, delay: delay)
    guard !done.waitBriefly(for: taken) else { return }
    done.sleep(for: taken)
    lostTime.restart()
  }

  private func helpersTakePart() -> Bool {
    let now = Clock.now
    let haveLost = helperLost.load(ordering: .relaxed) > 0
    return attendance.takesPart(
      now: now, helperLost: haveLost ? helperLost.exchange(0, ordering: .relaxed) : 0,
      openerLost: lostTime.lost(now: now))
  }

  /// Ends the threads. The team must not run again.
  package func stop() {
    isStopped.store(true, ordering: .releasing)
    openings.add(1)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Starts the helpers at the first run that needs them.
  private func startThreads() {
    guard threads.isEmpty else { return }
    for number in 1..<count {
      let helper = Helper(team: self, number: number)
      var thread = pthread_t()
      let box = Unmanaged.passRetained(helper)
      let status = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let helper = Unmanaged<Helper>.fromOpaque(argument).takeRetainedValue()
          helper.team.help(as: helper.number)
          return nil
        }, box.toOpaque())
      // Where the system gives no more threads, those that there are do the work.
      guard status == 0 else {
        box.release()
        break
      }
      threads.append(thread)
    }
  }

  private final class Helper: Sendable {
    let team: Team
    let number: Int

    init(team: Team, number: Int) {
      self.team = team
      self.number = number
    }
  }

  /// Takes tasks until the team is stopped.
  private func help(as thread: Int) {
    var session: Session?
    var seen = 0
    var lostTime = LostTime()
    while true {
      if !openings.waitBriefly(for: seen + 1) {
        // Nothing is kept in memory for one who sleeps.
        session = nil
        openings.sleep(for: seen + 1)
        lostTime.restart()
      }
      seen = openings.value
      if isStopped.load(ordering: .acquiring) { return }
      if session?.isOver.load(ordering: .acquiring) != false {
        session = self.session.withLock { $0 }
      }
      guard let stage = session?.stage.load(ordering: .acquiring) else { continue }
      let count = stage._withUnsafeGuaranteedRef {
        $0.work(thread: thread, opening: $0.opening, delay: delay)
      }
      if count > 0 { done.add(count) }
      let lost = lostTime.lost(now: Clock.now)
      if lost > 0 { helperLost.add(lost, ordering: .relaxed) }
    }
  }
}
