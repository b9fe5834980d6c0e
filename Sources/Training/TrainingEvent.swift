/// What a run tells while it goes on.
package enum TrainingEvent: Sendable {
  /// A sentence for the user.
  case note(String)
  /// A sentence for the user that also those want who want no others.
  case fault(String)
  /// One of several runs is done.
  case finished(TrainingSummary)
  /// The data are read and the run's folder exists.
  case started(TrainingOutline)
  /// A share of an epoch is done, in (0, 1]; told only where updates are slow enough.
  case progress(epoch: Int, share: Double)
  /// An epoch is done; epoch 0 is the evaluation before the first.
  /// With early stopping, what it waits for.
  case epoch(CurvesRow, StopOutlook?)
}
