/// The kind of numbers that a network is trained in.
package enum Precision: String, CaseIterable, Sendable {
  case float32
  case float64
}
