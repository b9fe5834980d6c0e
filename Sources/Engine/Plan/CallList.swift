/// The calls of one thread in a program: those of every task that it may come to take.
///
/// Invariant: the calls point into memory that the program keeps; the schedule says who writes what,
/// and when. The blocks of calls are written when the list is made and never again; `runs` belongs to
/// the one thread that runs the list.
final class CallList<S: Scalar>: @unchecked Sendable {
  /// The calls of one tile, which one thread makes in a row.
  struct Task {
    /// The number of the task in the program.
    let number: Int
    let phase: Int
    var calls: [Call<S>]
    /// The step of each call.
    var steps: [Int]
  }

  /// A kernel that is called without counting references: a closure in plain memory would be retained
  /// for the time of each call.
  private final class Function: Sendable {
    nonisolated(unsafe) let kernel: Kernel<S>

    init(_ kernel: @escaping Kernel<S>) { self.kernel = kernel }
  }

  /// The step and the phase of each call.
  let steps: [(number: Int, phase: Int)]
  /// The number of each task, and that of the call after its last.
  private let tasks: [(number: Int, end: Int)]
  /// For each phase the place in `tasks` after its last one.
  private let phaseEnds: [Int]
  private let count: Int
  private let functions: UnsafeMutablePointer<Unmanaged<Function>>
  private let calls: UnsafeMutablePointer<Call<S>>
  private let runs: UnsafeMutablePointer<Int>
  private let claims: Claims

  /// - Parameter tasks: phase by phase, in the order in which the thread looks for what there is to do.
  init(_ tasks: [Task], phases: Int, claims: Claims) {
    steps = tasks.flatMap { task in task.steps.map { ($0, task.phase) } }
    count = steps.count
    var end = 0
    self.tasks = tasks.map { task in
      end += task.calls.count
      return (task.number, end)
    }
    phaseEnds = (0..<phases).map { phase in tasks.count { $0.phase <= phase } }
    functions = .allocate(capacity: max(count, 1))
    calls = .allocate(capacity: max(count, 1))
    for (number, call) in tasks.lazy.flatMap(\.calls).enumerated() {
      (functions + number).initialize(to: .passRetained(Function(call.kernel)))
      (calls + number).initialize(to: call)
    }
    runs = .allocate(capacity: 1)
    runs.initialize(to: 0)
    self.claims = claims
  }

  deinit {
    for number in 0..<count { functions[number].release() }
    calls.deinitialize(count: count)
    calls.deallocate()
    functions.deallocate()
    runs.deallocate()
  }

  /// Makes all calls; where threads share the work, those of the tasks that nobody else takes. At the
  /// end of each phase but the last they meet.
  @inline(__always)
  func run(_ context: UnsafePointer<StepContext<S>>, barrier: Barrier?) {
    guard let barrier else {
      for number in 0..<count { run(number, context) }
      return
    }
    let run = runs.pointee
    runs.pointee = run &+ 1
    var task = 0
    for phase in phaseEnds.indices {
      while task < phaseEnds[phase] {
        if claims.take(tasks[task].number, run: run) {
          for number in (task == 0 ? 0 : tasks[task - 1].end)..<tasks[task].end {
            self.run(number, context)
          }
        }
        task &+= 1
      }
      if phase + 1 < phaseEnds.count { barrier.wait() }
    }
  }

  /// Makes the call with the given number.
  @inline(__always)
  func run(_ number: Int, _ context: UnsafePointer<StepContext<S>>) {
    functions[number]._withUnsafeGuaranteedRef { $0.kernel(calls + number, context) }
  }
}
