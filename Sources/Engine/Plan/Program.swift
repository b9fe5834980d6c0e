/// A computation compiled for a number of batch rows and of threads: flat arrays of calls, all addresses
/// resolved. Running it allocates nothing.
package final class Program<S: Scalar>: Sendable {
  /// The calls of each thread.
  let calls: [CallList<S>]
  let plan: Plan
  private let constants: Memory<S>
  /// The sums of squares of the gradients' tiles.
  private let norms: Memory<S>
  private let furtherOperands: FurtherOperands<S>
  let memory: Memory<S>
  private let outputs: Outputs
  /// What threads share, phase by phase.
  private let phases: Phases

  /// Where the outputs lie, in memory that the program keeps.
  private struct Outputs: @unchecked Sendable {
    let addresses: [Value: UnsafeMutablePointer<S>]
  }

  /// The phases as stages for a team, whose tasks read the context of the run.
  ///
  /// Invariant: the context is set while no stage is open. Nothing is counted among the references of a
  /// stage while it runs.
  private final class Phases: @unchecked Sendable {
    private let stages: [Stage]
    private let unmanaged: [Unmanaged<Stage>]
    private let context: UnsafeMutablePointer<UnsafePointer<StepContext<S>>?>

    /// - Parameter tasks: those of each thread.
    init(_ tasks: [[CallList<S>.Task]], calls: [CallList<S>], count: Int) {
      let context = UnsafeMutablePointer<UnsafePointer<StepContext<S>>?>.allocate(capacity: 1)
      context.initialize(to: nil)
      self.context = context
      nonisolated(unsafe) let shared = context
      stages = (0..<count).map { phase in
        let numbers = tasks.map { $0.lazy.filter { $0.phase == phase }.map(\.number) }
        let first = numbers[0].min() ?? 0
        return Stage(orders: numbers.map { $0.map { $0 - first } }) { task, thread in
          guard let context = shared.pointee else { return }
          calls[thread].run(task: first + task, context)
        }
      }
      unmanaged = stages.map { .passUnretained($0) }
    }

    deinit { context.deallocate() }

    func run(_ context: UnsafePointer<StepContext<S>>, by team: Team) {
      self.context.pointee = context
      for stage in unmanaged { stage._withUnsafeGuaranteedRef { team.finish($0) } }
      self.context.pointee = nil
    }

    func run(
      _ context: UnsafePointer<StepContext<S>>, by team: Team, after phase: (Int) -> Void
    ) {
      self.context.pointee = context
      for (number, stage) in stages.enumerated() {
        team.finish(stage)
        phase(number)
      }
      self.context.pointee = nil
    }
  }

  /// - Parameters:
  ///   - optimizer: the rule of the updates, where the plan has any.
  ///   - point: the buffer from which the graph reads the parameters.
  ///   - gradients: the buffer in which gradients are kept; nil for the storage's own.
  ///   - memory: at least `plan.elementCount(threads:)` elements; programs that never run at the same
  ///     time may share it.
  package init(
    _ plan: Plan, storage: ParameterStorage<S>, optimizer: (any Optimizer)? = nil,
    point: Memory<S>, gradients: Memory<S>? = nil, memory: Memory<S>, threads: Int
  ) {
    let resolver = CallResolver(
      plan: plan, storage: storage, optimizer: optimizer, point: point,
      gradients: gradients ?? storage.gradients, memory: memory)
    constants = resolver.constants
    norms = resolver.norms
    furtherOperands = resolver.furtherOperands
    self.memory = memory
    self.plan = plan
    let tasks = (0..<threads).map { resolver.tasks(thread: $0, of: threads) }
    let calls = tasks.map { CallList($0, taskCount: tasks[0].count) }
    self.calls = calls
    phases = Phases(tasks, calls: calls, count: plan.schedule.phaseCount)
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

  /// Runs the program once, on the calling thread.
  func run(_ context: UnsafePointer<StepContext<S>>) { calls[0].run(context) }

  /// Runs the program once within a run of a team of as many threads as it was made for.
  func run(_ context: UnsafePointer<StepContext<S>>, within team: Team) {
    phases.run(context, by: team)
  }

  /// Runs the program once within a run of a team, or on the calling thread, and tells it of the end of each phase.
  func run(
    _ context: UnsafePointer<StepContext<S>>, within team: Team?, after phase: (Int) -> Void
  ) {
    if let team {
      phases.run(context, by: team, after: phase)
    } else {
      calls[0].run(context, after: phase)
    }
  }

  /// For each parameter the phase after which its gradient is kept.
  var gradientPhases: [Int] {
    let computation = plan.schedule.computation
    var phases = computation.parameterGradients.map { _ in plan.schedule.phaseCount - 1 }
    for step in plan.schedule.steps {
      switch step.work {
      case .compute(let value) where !computation.gradients.accumulates:
        if let number = computation.parameterGradients.firstIndex(of: value) {
          phases[number] = step.phase
        }
      case .accumulate(let number): phases[number] = step.phase
      default: break
      }
    }
    return phases
  }

  /// Runs the program once by a team of as many threads as it was made for.
  package func run(_ context: StepContext<S>, by team: Team) {
    withUnsafePointer(to: context) { context in
      guard plan.isParallel else { return run(context) }
      team.run(keeping: [self]) { run(context, within: team) }
    }
  }

  /// An output's elements. They hold its value from the end of one run to the start of the next.
  package func output(_ value: Value) -> UnsafePointer<S>? {
    outputs.addresses[value].map { UnsafePointer($0) }
  }

  /// The Euclidean norm of all gradients of the last run, where the computation asks for it.
  package var gradientNorm: Double {
    norms.elements.reduce(0.0) { $0 + Double($1) }.squareRoot()
  }
}
