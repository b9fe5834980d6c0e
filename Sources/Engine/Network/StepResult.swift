/// What one update gave.
package struct StepResult: Sendable {
  /// The update, counted from 1 over the run.
  package var step = 0
  package var loss = 0.0
  package var objective = 0.0
  /// The Euclidean norm of the objective's gradient over all parameters; 0 where it is not asked for.
  package var gradientNorm = 0.0
  /// The learning rate of the update.
  package var learningRate = 0.0
}
