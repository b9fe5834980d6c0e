/// How the targets of a regression are scaled while a network learns them.
package enum TargetScaling: String, CaseIterable, Sendable {
  case none
  /// To mean 0 and population deviation 1.
  case standard
}
