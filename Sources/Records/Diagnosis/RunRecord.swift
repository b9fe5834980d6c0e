import Training

/// A record that a run may lack.
package enum RunRecord: CaseIterable, Sendable {
  case layers
  case validation
  case data

  /// Why it may be missing, and what would help.
  package var absence: String {
    switch self {
    case .layers:
      "the run has no \(RunFileName.layers); --set training.log_layers=true writes it"
    case .validation:
      "the run has no validation rows; --set data.validation=0.2 holds out a fifth of the rows"
    case .data: "the run has no \(RunFileName.data)"
    }
  }
}
