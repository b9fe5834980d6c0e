import Engine
package import Spec
package import System
import Tabular
package import Training

/// The graph that a configuration is trained by, as a drawing or as the plan that runs it.
package struct GraphRun {
  private let checked: Checked<Configuration>
  private let report: (String) -> Void

  /// - Parameter report: Told what the user should know.
  package init(_ checked: Checked<Configuration>, report: @escaping (String) -> Void) {
    self.checked = checked
    self.report = report
  }

  /// The drawing, in the language of Graphviz.
  /// - Parameter withGradient: whether the nodes of the gradient are drawn too.
  package func drawing(withGradient: Bool) throws(Failure) -> String {
    let network: Network
    switch checked.value.training.precision {
    case .float32: network = try prepare(Float.self).resolved.network
    case .float64: network = try prepare(Double.self).resolved.network
    }
    return GraphDrawing(network, name: checked.value.name, withGradient: withGradient).text
  }

  /// The plan of an update, as text.
  package func plan() throws(Failure) -> String {
    switch checked.value.training.precision {
    case .float32: try plan(Float.self)
    case .float64: try plan(Double.self)
    }
  }

  private func plan<S: RunScalar>(_: S.Type) throws(Failure) -> String {
    let learner = try prepare(S.self).makeLearner(threads: 1)
    return PlanText(learner).text
  }

  private func prepare<S: RunScalar>(_: S.Type) throws(Failure) -> PreparedRun<S> {
    let prepared = try PreparedRun<S>(checked, threads: 1)
    for note in prepared.notes { report(note) }
    return prepared
  }
}
