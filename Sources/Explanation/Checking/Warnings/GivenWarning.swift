/// A warning that applies to a run.
package struct GivenWarning: Sendable {
  package let code: String
  package let sentence: String
}
