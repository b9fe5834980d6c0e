package import Tabular

/// How the rows of a file are answered.
package struct PredictionOptions: Sendable {
  /// The columns of the file that are passed on, before the predictions.
  package var kept = KeptColumns.named([])
  /// Whether a category that no training row has is a fault; else it is one of the others.
  package var refusesUnseen = false
  /// Whether faulty rows are left out; else the first one ends the answers.
  package var skipsBadRows = false
  /// The probability with which an interval or a set of classes is to hold a row's target; nil for none.
  package var interval: Double?

  package init() {}
}
