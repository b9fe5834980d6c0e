/// An optimizer on its way down a function of a few numbers, by the plan and the update rule by which it
/// trains networks.
package final class FunctionDescent {
  private let storage: ParameterStorage<Double>
  private let program: Program<Double>
  private let team = Team(count: 1)
  private var context = StepContext<Double>()

  /// - Parameters:
  ///   - start: a number for each of the variables.
  ///   - function: what is made small, as a function of the variables.
  package init(
    from start: [Double], by optimizer: any Optimizer, _ function: ([Symbol]) -> Symbol
  ) {
    var graph = Graph()
    let parameters = start.map { _ in graph.parameter(rows: 1, columns: 1) }
    let tracer = Symbol.Tracer(graph)
    let objective = function(parameters.map { .value($0, tracer) }).value(in: tracer)
    graph = tracer.graph
    let gradients = graph.gradient(of: objective, withRespectTo: parameters)
    let computation = Computation(
      graph: graph, outputs: [objective], parameters: parameters, parameterGradients: gradients,
      gradients: .storeAndUpdate)
    let kind = type(of: optimizer)
    storage = ParameterStorage(
      parameters.map { _ in .init(rows: 1, columns: 1, isWeight: true) }, slots: kind.slotCount,
      evaluationSlot: kind.evaluationSlot)
    program = Program(
      Plan(computation, rows: 1), storage: storage, optimizer: optimizer,
      point: storage.evaluationPoint)
    for (number, coordinate) in start.enumerated() {
      storage.elements(of: number, in: storage.values)[0] = coordinate
      storage.elements(of: number, in: storage.evaluationPoint)[0] = coordinate
    }
    context.rate = optimizer.learningRate
    context.step = 0
  }

  /// The variables as they are.
  package var point: [Double] {
    storage.tensors.indices.map { storage.elements(of: $0, in: storage.values)[0] }
  }

  /// Makes one update.
  package func update() {
    context.step += 1
    program.run(context, by: team)
  }
}
