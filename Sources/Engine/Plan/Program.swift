/// A computation compiled for a number of batch rows and of threads: flat arrays of calls, all addresses
/// resolved. Running it allocates nothing.
package final class Program<S: Scalar>: Sendable {
  /// The calls of each thread.
  let calls: [CallList<S>]
  let plan: Plan
  private let constants: Memory<S>
  /// The sums of squares of the gradients' tiles, for odd and for even steps.
  private let norms: Memory<S>
  private let normCount: Int
  let memory: Memory<S>
  private let outputs: Outputs

  /// Where the outputs lie, in memory that the program keeps.
  private struct Outputs: @unchecked Sendable {
    let addresses: [Value: UnsafeMutablePointer<S>]
  }

  /// - Parameters:
  ///   - optimizer: the rule of the updates, where the plan has any.
  ///   - point: the buffer from which the graph reads the parameters.
  ///   - memory: at least `plan.elementCount(threads:)` elements; programs that never run at the same
  ///     time may share it.
  package init(
    _ plan: Plan, storage: ParameterStorage<S>, optimizer: (any Optimizer)? = nil,
    point: Memory<S>, memory: Memory<S>, threads: Int
  ) {
    let resolver = CallResolver(
      plan: plan, storage: storage, optimizer: optimizer, point: point, memory: memory)
    constants = resolver.constants
    norms = resolver.norms
    normCount = resolver.normCount
    self.memory = memory
    self.plan = plan
    let phases = plan.schedule.phaseCount
    let tasks = (0..<threads).map { resolver.tasks(thread: $0, of: threads) }
    let claims = Claims(count: tasks[0].count)
    calls = tasks.map { CallList($0.tasks, phases: phases, claims: claims) }
    outputs = Outputs(
      addresses: Dictionary(
        plan.outputs.map { ($0.value, resolver.address(of: $0.computed, thread: 0)) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// A program that one thread runs, in memory of its own.
  package convenience init(
    _ plan: Plan, storage: ParameterStorage<S>, optimizer: (any Optimizer)? = nil,
    point: Memory<S>
  ) {
    self.init(
      plan, storage: storage, optimizer: optimizer, point: point,
      memory: Memory(count: plan.elementCount(threads: 1)), threads: 1)
  }

  /// Takes one thread's part of a run. All threads of the team must call this; they meet between the
  /// phases, and must meet again before anything is read that others wrote.
  @inline(__always)
  func run(thread: Int, context: UnsafePointer<StepContext<S>>, barrier: Barrier?) {
    calls[thread].run(context, barrier: barrier)
  }

  /// Runs the program once by a team of as many threads as it was made for.
  package func run(_ context: StepContext<S>, by team: Team) {
    guard plan.isParallel else {
      return withUnsafePointer(to: context) { run(thread: 0, context: $0, barrier: nil) }
    }
    team.run { thread, barrier in
      withUnsafePointer(to: context) { self.run(thread: thread, context: $0, barrier: barrier) }
    }
  }

  /// An output's elements. They hold its value from the end of one run to the start of the next.
  package func output(_ value: Value) -> UnsafePointer<S>? {
    outputs.addresses[value].map { UnsafePointer($0) }
  }

  /// The Euclidean norm of all gradients of a step's run, where the computation asks for it.
  package func gradientNorm(step: Int) -> Double {
    var total = 0.0
    let first = (step & 1) * normCount
    for index in first..<first + normCount { total += Double(norms.start[index]) }
    return total.squareRoot()
  }
}
