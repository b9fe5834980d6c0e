/// `then` where the condition is < 0, else `otherwise`.
package struct SelectNegative: SelectOperation {
  package var name: String { "select_negative" }

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ condition: N, _ then: N, _ otherwise: N) -> N {
    N.whereNegative(condition, then: then, otherwise: otherwise)
  }
}
