internal import Synchronization

/// Tasks that need nothing of each other, each of which is done once whenever the stage is opened, by the
/// first thread that asks for it.
///
/// Invariant: one thread opens the stage, and only after all tasks of the opening before are done. So who
/// comes late, and asks by the number of an opening that is over, is given nothing: all of it was taken.
package final class Stage: @unchecked Sendable {
  let taskCount: Int
  /// Whether threads beside the one that opens the stage may take tasks.
  let isShared: Bool
  /// For each thread the tasks that it may take, in the order in which it asks for them.
  private let orders: [[Int]]
  private let body: @Sendable (_ task: Int, _ thread: Int) -> Void
  private let openings = Atomic<Int>(0)
  /// For each task the last opening in which it was taken.
  private let taken: UnsafeMutablePointer<Atomic<Int>>

  /// - Parameters:
  ///   - orders: for each thread the tasks that it may take, counted from 0; further threads take none.
  ///     Thread 0, which opens the stage, may take all of them.
  ///   - body: does a task.
  package init(orders: [[Int]], body: @escaping @Sendable (_ task: Int, _ thread: Int) -> Void) {
    self.orders = orders
    self.body = body
    taskCount = orders[0].count
    isShared = taskCount > 1 && orders.dropFirst().contains { !$0.isEmpty }
    taken = .allocate(capacity: max(taskCount, 1))
    for task in 0..<taskCount { (taken + task).initialize(to: Atomic(0)) }
  }

  deinit {
    taken.deinitialize(count: taskCount)
    taken.deallocate()
  }

  /// Lets threads take each task once more.
  /// - Returns: the number of the opening.
  package func open() -> Int { openings.add(1, ordering: .acquiringAndReleasing).newValue }

  /// The number of the last opening, which may be over.
  var opening: Int { openings.load(ordering: .acquiring) }

  /// Does the tasks that no other thread has taken.
  /// - Parameter delay: called between taking a task and doing it; nil but in tests.
  /// - Returns: how many.
  package func work(thread: Int, opening: Int, delay: (@Sendable (Int) -> Void)?) -> Int {
    guard thread < orders.count else { return 0 }
    var count = 0
    for task in orders[thread] where take(task, opening) {
      delay?(thread)
      body(task, thread)
      count += 1
    }
    return count
  }

  /// Does all tasks of a stage that is not open.
  func workAlone() {
    for task in orders[0] { body(task, 0) }
  }

  @inline(__always)
  private func take(_ task: Int, _ opening: Int) -> Bool {
    // Looking first costs less than asking for what was taken long ago.
    let last = taken[task].load(ordering: .relaxed)
    guard last < opening else { return false }
    return taken[task].compareExchange(expected: last, desired: opening, ordering: .relaxed)
      .exchanged
  }
}
