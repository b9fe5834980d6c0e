/// What is to be learnt.
package enum Task: String, CaseIterable, Sendable {
  case classification
  case regression
}
