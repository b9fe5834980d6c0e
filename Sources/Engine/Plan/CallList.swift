/// The calls of one thread in a program: those of every task that it may come to take.
///
/// Invariant: the calls point into memory that the program keeps; the schedule says who writes what,
/// and when. The blocks of calls are written when the list is made and never again.
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
  /// For each task of the program, by its number, its calls here; none where the thread never takes it.
  private let ranges: [Range<Int>]
  private let count: Int
  /// The calls before the end of each phase.
  private let phaseEnds: [Int]
  private let functions: UnsafeMutablePointer<Unmanaged<Function>>
  private let calls: UnsafeMutablePointer<Call<S>>

  /// - Parameters:
  ///   - tasks: phase by phase, in the order in which the thread looks for what there is to do.
  ///   - taskCount: the tasks of the program.
  init(_ tasks: [Task], taskCount: Int) {
    steps = tasks.flatMap { task in task.steps.map { ($0, task.phase) } }
    count = steps.count
    var phaseEnds: [Int] = []
    for (number, step) in steps.enumerated() {
      while phaseEnds.count < step.phase { phaseEnds.append(number) }
    }
    self.phaseEnds = phaseEnds + [steps.count]
    var ranges = Array(repeating: 0..<0, count: taskCount)
    var end = 0
    for task in tasks {
      ranges[task.number] = end..<end + task.calls.count
      end += task.calls.count
    }
    self.ranges = ranges
    functions = .allocate(capacity: max(count, 1))
    calls = .allocate(capacity: max(count, 1))
    for (number, call) in tasks.lazy.flatMap(\.calls).enumerated() {
      (functions + number).initialize(to: .passRetained(Function(call.kernel)))
      (calls + number).initialize(to: call)
    }
  }

  deinit {
    for number in 0..<count { functions[number].release() }
    calls.deinitialize(count: count)
    calls.deallocate()
    functions.deallocate()
  }

  /// Makes all calls.
  @inline(__always)
  func run(_ context: UnsafePointer<StepContext<S>>) {
    for number in 0..<count { run(number, context) }
  }

  /// Makes all calls, and tells of the end of each phase.
  func run(_ context: UnsafePointer<StepContext<S>>, after phase: (Int) -> Void) {
    var start = 0
    for (number, end) in phaseEnds.enumerated() {
      for call in start..<end { run(call, context) }
      start = end
      phase(number)
    }
  }

  /// Makes the calls of a task.
  func run(task: Int, _ context: UnsafePointer<StepContext<S>>) {
    for number in ranges[task] { run(number, context) }
  }

  /// Makes the call with the given number.
  @inline(__always)
  func run(_ number: Int, _ context: UnsafePointer<StepContext<S>>) {
    functions[number]._withUnsafeGuaranteedRef { $0.kernel(calls + number, context) }
  }
}
