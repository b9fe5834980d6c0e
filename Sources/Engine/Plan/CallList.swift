/// The calls of one thread in a program, phase by phase.
///
/// Invariant: the calls point into memory that the program keeps; the schedule says who writes what,
/// and when. The two blocks are written when the list is made and never again.
final class CallList<S: Scalar>: @unchecked Sendable {
  /// A list in the making.
  struct Draft {
    var calls: [Call<S>] = []
    /// For each phase the number of the call after its last.
    var ends: [Int] = []
    /// The step of each call.
    var steps: [Int] = []
  }

  /// A kernel that is called without counting references: a closure in plain memory would be retained
  /// for the time of each call.
  private final class Function: Sendable {
    nonisolated(unsafe) let kernel: Kernel<S>

    init(_ kernel: @escaping Kernel<S>) { self.kernel = kernel }
  }

  let steps: [Int]
  let ends: [Int]
  private let functions: UnsafeMutablePointer<Unmanaged<Function>>
  private let calls: UnsafeMutablePointer<Call<S>>

  init(_ draft: Draft) {
    steps = draft.steps
    ends = draft.ends
    functions = .allocate(capacity: max(draft.calls.count, 1))
    calls = .allocate(capacity: max(draft.calls.count, 1))
    for (number, call) in draft.calls.enumerated() {
      (functions + number).initialize(to: .passRetained(Function(call.kernel)))
      (calls + number).initialize(to: call)
    }
  }

  deinit {
    for number in steps.indices { functions[number].release() }
    calls.deinitialize(count: steps.count)
    calls.deallocate()
    functions.deallocate()
  }

  /// Makes all calls; at the end of each phase but the last the threads meet.
  @inline(__always)
  func run(_ context: UnsafePointer<StepContext<S>>, barrier: Barrier?) {
    var number = 0
    for phase in 0..<ends.count {
      while number < ends[phase] {
        run(number, context)
        number &+= 1
      }
      if phase + 1 < ends.count { barrier?.wait() }
    }
  }

  /// Makes the call with the given number.
  @inline(__always)
  func run(_ number: Int, _ context: UnsafePointer<StepContext<S>>) {
    functions[number]._withUnsafeGuaranteedRef { $0.kernel(calls + number, context) }
  }
}
