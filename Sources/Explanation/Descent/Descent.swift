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

  /// Follows the surface with the engine's own updates.
  private static func path(
    on surface: any LossSurface, from start: (x: Double, y: Double), by optimizer: any Optimizer,
    named name: String, steps: Int
  ) -> DescentPath {
    let descent = FunctionDescent(from: [start.x, start.y], by: optimizer) {
      surface.value($0[0], $0[1])
    }
    func point(_ x: Double, _ y: Double) -> DescentPath.Point {
      DescentPath.Point(x: x, y: y, value: surface.value(x: x, y: y))
    }
    var points = [point(start.x, start.y)]
    for _ in 0..<steps {
      descent.update()
      let place = descent.point
      let next = point(place[0], place[1])
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
      "\(path.name): left the range of numbers after \(path.points.count - 1) updates; a lower "
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
