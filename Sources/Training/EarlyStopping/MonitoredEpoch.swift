/// What an epoch gave by which training can go.
struct MonitoredEpoch {
  var row = CurvesRow()
  /// Of the training rows, evaluated after the epoch; nil where nobody monitors them.
  var training: Metrics?
  /// Of the validation rows; nil where nobody monitors their metrics.
  var validation: Metrics?

  /// Nil where the value is not defined.
  subscript(monitor: MonitoredValue) -> Double? {
    guard let metric = monitor.metric else {
      return switch monitor.part {
      case .trained: row.trainLoss
      case .training: row.trainEvaluationLoss
      case .validation: row.validationLoss
      }
    }
    let metrics = monitor.part == .validation ? validation : training
    return metrics?.details.numbers.first { $0.metric == metric }?.value
  }
}
