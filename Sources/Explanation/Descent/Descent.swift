import Engine
package import System
import Tabular

/// The descent of optimizers on a surface from one place.
package struct Descent: Sendable {
  package let surface: any LossSurface
  package let paths: [DescentPath]

  /// - Parameters:
  ///   - name: The surface's name.
  ///   - optimizers: Such as `momentum` or `momentum:learning_rate=0.1,momentum=0.8`.
  ///   - steps: The updates of each.
  /// - Throws: `usage` for an unknown surface, optimizer or field, or a wrong value.
  package init(
    on name: String, from start: (x: Double, y: Double), by optimizers: [String], steps: Int
  ) throws(Failure) {
    surface = try LossSurfaces.surface(name)
    var paths: [DescentPath] = []
    for text in optimizers {
      let optimizer = try OptimizerText(text).optimizer
      paths.append(Self.path(on: surface, from: start, by: optimizer, named: text, steps: steps))
    }
    self.paths = paths
  }

  /// Follows the surface's graph with the engine's own updates.
  private static func path(
    on surface: any LossSurface, from start: (x: Double, y: Double), by optimizer: any Optimizer,
    named name: String, steps: Int
  ) -> DescentPath {
    var graph = Graph()
    let parameters = [
      graph.parameter(rows: 1, columns: 1), graph.parameter(rows: 1, columns: 1),
    ]
    let tracer = Symbol.Tracer(graph)
    let symbols = parameters.map { Symbol.value($0, tracer) }
    let objective = surface.value(symbols[0], symbols[1]).value(in: tracer)
    graph = tracer.graph
    let gradients = graph.gradient(of: objective, withRespectTo: parameters)
    let computation = Computation(
      graph: graph, outputs: [objective], parameters: parameters, parameterGradients: gradients,
      gradients: .storeAndUpdate)
    let plan = Plan(computation, rows: 1)
    let kind = type(of: optimizer)
    let storage = ParameterStorage<Double>(
      parameters.map { _ in .init(rows: 1, columns: 1, isWeight: true) }, slots: kind.slotCount,
      evaluationSlot: kind.evaluationSlot)
    let program = Program(
      plan, storage: storage, optimizer: optimizer, point: storage.evaluationPoint)
    for (number, coordinate) in [start.x, start.y].enumerated() {
      storage.elements(of: number, in: storage.values)[0] = coordinate
      storage.elements(of: number, in: storage.evaluationPoint)[0] = coordinate
    }
    let team = Team(count: 1)
    func point(_ x: Double, _ y: Double) -> DescentPath.Point {
      DescentPath.Point(x: x, y: y, value: surface.value(x: x, y: y))
    }
    var points = [point(start.x, start.y)]
    var context = StepContext<Double>()
    context.rate = optimizer.learningRate
    for step in 0..<steps {
      context.step = step + 1
      program.run(context, by: team)
      let next = point(
        storage.elements(of: 0, in: storage.values)[0],
        storage.elements(of: 1, in: storage.values)[0])
      guard next.x.isFinite, next.y.isFinite, next.value.isFinite else {
        return DescentPath(name: name, points: points, diverged: true)
      }
      points.append(next)
    }
    return DescentPath(name: name, points: points, diverged: false)
  }

  /// What the user should know: which paths end early.
  package var notes: [String] {
    paths.filter(\.diverged).map { path in
      "\(path.name): left the numbers that there are after \(path.points.count - 1) updates; a lower "
        + "learning rate may help"
    }
  }

  /// The paths as CSV, a row for each place.
  package var csv: String {
    var rows = [["optimizer", "step", "x", "y", "value"]]
    for path in paths {
      for (step, point) in path.points.enumerated() {
        rows.append([path.name, "\(step)"] + [point.x, point.y, point.value].map(\.description))
      }
    }
    return CellWriter(delimiter: ",").table(rows)
  }
}
