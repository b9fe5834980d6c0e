internal import Glibc
internal import Synchronization

/// A fixed number of threads that run one body together; the caller is thread 0.
package final class Team: Sendable {
  package let count: Int
  private let barrier: Barrier
  private let body = Mutex<(@Sendable (Int, Barrier?) -> Void)?>(nil)
  private let threads: Mutex<[pthread_t]>

  /// - Parameter count: at least 1.
  package init(count: Int) {
    self.count = count
    barrier = Barrier(count: count)
    threads = Mutex([])
  }

  /// Runs the body once on each thread, with the thread's number, and returns when all are done.
  func run(_ body: @escaping @Sendable (_ thread: Int, _ barrier: Barrier?) -> Void) {
    guard count > 1 else { return body(0, nil) }
    startThreads()
    self.body.withLock { $0 = body }
    barrier.wait()
    body(0, barrier)
    barrier.wait()
    self.body.withLock { $0 = nil }
  }

  /// Starts the threads at the first run that needs them.
  private func startThreads() {
    threads.withLock { threads in
      guard threads.isEmpty else { return }
      for number in 1..<count {
        let member = Member(team: self, number: number)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(member)
        let status = pthread_create(
          &thread, nil,
          { argument in
            guard let argument else { return nil }
            Unmanaged<Member>.fromOpaque(argument).takeRetainedValue().work()
            return nil
          }, box.toOpaque())
        precondition(status == 0, "the system gives no more threads")
        threads.append(thread)
      }
    }
  }

  /// Ends the threads. The team must not run again.
  package func stop() {
    let started = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    guard !started.isEmpty else { return }
    body.withLock { $0 = nil }
    barrier.wait()
    for thread in started { pthread_join(thread, nil) }
  }

  private final class Member: Sendable {
    let team: Team
    let number: Int

    init(team: Team, number: Int) {
      self.team = team
      self.number = number
    }

    /// Waits for bodies to run until there is none.
    func work() {
      while true {
        team.barrier.wait()
        guard let body = team.body.withLock({ $0 }) else { return }
        body(number, team.barrier)
        team.barrier.wait()
      }
    }
  }
}
