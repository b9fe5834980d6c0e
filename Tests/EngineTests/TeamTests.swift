import Engine
import Glibc
import Synchronization
import Testing

/// Holds helpers up in the middle of some of their tasks, by a rule that gives no two of them the same
/// pattern: the processor is given away, or the thread sleeps.
final class Delays: Sendable {
  private let calls = Atomic<Int>(0)

  var delay: @Sendable (_ thread: Int) -> Void {
    { thread in
      guard thread > 0 else { return }
      let call = self.calls.add(1, ordering: .relaxed).newValue
      switch call &* 0x9E37_79B9 >> 7 & 7 {
      case 0: usleep(300)
      case 1, 2: usleep(20)
      case 3, 4: sched_yield()
      default: break
      }
    }
  }
}

@Suite struct TeamTests {
  /// Counts what is done, and sees whether a stage begins before the one before it is done.
  private final class Record: Sendable {
    let done = Atomic<Int>(0)
    let early = Atomic<Int>(0)

    func stage(_ number: Int, tasks: Int, threads: Int) -> Stage {
      Stage(orders: Array(repeating: Array(0..<tasks), count: threads)) { _, _ in
        let before = self.done.add(1, ordering: .acquiringAndReleasing).oldValue
        // Of each round, as many as all stages have tasks.
        if before % (3 * tasks) / tasks != number { self.early.add(1, ordering: .relaxed) }
      }
    }
  }

  /// Who has taken how many tasks.
  private final class Taken: Sendable {
    let byOpener = Atomic<Int>(0)
    let byHelpers = Atomic<Int>(0)

    var count: Int { byOpener.load(ordering: .relaxed) + byHelpers.load(ordering: .relaxed) }
  }

  @Test(arguments: 1...4)
  func eachTaskIsDoneOnceAndStagesInTheirOrder(threads: Int) {
    for delay in [nil, Delays().delay] {
      let team = Team(count: threads, delay: delay)
      defer { team.stop() }
      let rounds = delay == nil ? 2000 : 100
      let record = Record()
      let stages = (0..<3).map { record.stage($0, tasks: 7, threads: threads) }
      team.run(keeping: stages) {
        for _ in 0..<rounds {
          for stage in stages { team.finish(stage) }
        }
      }
      #expect(record.done.load(ordering: .relaxed) == rounds * 21)
      #expect(record.early.load(ordering: .relaxed) == 0)
    }
  }

  /// Who asks by the number of an opening that is over, is given nothing, now and when the stage is open
  /// again.
  @Test func whoComesLateFindsTheWorkDone() {
    let record = Record()
    let stage = record.stage(0, tasks: 5, threads: 2)
    let first = stage.open()
    #expect(stage.work(thread: 0, opening: first, delay: nil) == 5)
    #expect(stage.work(thread: 1, opening: first, delay: nil) == 0)
    let second = stage.open()
    #expect(stage.work(thread: 1, opening: first, delay: nil) == 0)
    #expect(record.done.load(ordering: .relaxed) == 5)
    #expect(stage.work(thread: 1, opening: second, delay: nil) == 5)
    #expect(stage.work(thread: 0, opening: second, delay: nil) == 0)
  }

  /// A thread that is not there takes none of the tasks.
  @Test func stagesForFewerThreadsThanTheTeamHas() {
    let record = Record()
    let stage = record.stage(0, tasks: 5, threads: 2)
    #expect(stage.work(thread: 2, opening: stage.open(), delay: nil) == 0)
  }

  /// The opener needs no helper: here they are held up in their first task until the opener has done the
  /// rest.
  @Test func theOpenerDoesWhatNobodyElseDoes() {
    let taken = Taken()
    let team = Team(count: 3) { thread in
      guard thread > 0 else { return }
      taken.byHelpers.add(1, ordering: .relaxed)
      while taken.count < 50 { usleep(10) }
    }
    defer { team.stop() }
    let stage = Stage(orders: Array(repeating: Array(0..<50), count: 3)) { _, thread in
      if thread == 0 { taken.byOpener.add(1, ordering: .relaxed) }
    }
    team.run(keeping: [stage]) { team.finish(stage) }
    #expect(taken.count == 50)
    #expect(taken.byHelpers.load(ordering: .relaxed) <= 2)
  }

  /// Helpers may look at a stage long after the run that it belonged to, whose owner keeps it until then.
  @Test func runsMayBeShorterThanAHelpersLook() {
    let team = Team(count: 3, delay: Delays().delay)
    defer { team.stop() }
    let record = Record()
    for number in 0..<3000 {
      let stage = record.stage(number % 3, tasks: 4, threads: 3)
      team.run(keeping: [stage]) { team.finish(stage) }
    }
    #expect(record.done.load(ordering: .relaxed) == 12000)
    #expect(record.early.load(ordering: .relaxed) == 0)
  }

  /// Helpers stay away for longer and longer while time is lost, and come back as before when it is not.
  @Test func helpersStayAwayWhileTimeIsLost() {
    var attendance = Attendance(helpers: 1)
    var now = 0
    /// Milliseconds until helpers take part after one of them lost time.
    func absence() -> Int {
      let start = now
      var takesPart = attendance.takesPart(now: now, helperLost: 20_000_000, openerLost: 0)
      while !takesPart {
        now += 1_000_000
        takesPart = attendance.takesPart(now: now, helperLost: 0, openerLost: 0)
      }
      return (now - start) / 1_000_000
    }
    #expect((0..<8).map { _ in absence() } == [20, 40, 80, 160, 320, 640, 1000, 1000])
    // A second without loss, and all is forgotten.
    now += 2_000_000_000
    let takesPart = attendance.takesPart(now: now, helperLost: 0, openerLost: 0)
    #expect(takesPart)
    #expect(absence() == 20)
  }

  /// A loss now and then is a lesser evil than to go on alone; of a quarter of the time it is not.
  @Test func helpersStayWhereLittleTimeIsLost() {
    /// The milliseconds, of a minute, in which helpers take part where 4 ms are lost of every so many.
    func presence(lossEvery interval: Int) -> Int {
      var attendance = Attendance(helpers: 1)
      var (presence, together) = (0, 0)
      for millisecond in 1..<60_000 {
        let isLoss = together % interval == interval - 1
        let takesPart = attendance.takesPart(
          now: millisecond * 1_000_000, helperLost: isLoss ? 4_000_000 : 0, openerLost: 0)
        // What is lost is lost while they take part.
        together += takesPart || isLoss ? 1 : 0
        presence += takesPart ? 1 : 0
      }
      return presence
    }
    #expect(presence(lossEvery: 100) > 59_900)
    #expect(presence(lossEvery: 16) < 3_000)
  }

  /// Nobody is called back to processors that are not enough for one thread.
  @Test func helpersStayAwayWhileTheOpenerLosesTime() {
    var attendance = Attendance(helpers: 1)
    let times = Array(stride(from: 0, to: 5000, by: 5)) + [5001, 5030]
    let takesPart = times.map { time in
      attendance.takesPart(
        now: time * 1_000_000, helperLost: 0, openerLost: time < 5000 ? 4_000_000 : 0)
    }
    #expect(takesPart.firstIndex(of: true) == times.count - 1)
  }
}
