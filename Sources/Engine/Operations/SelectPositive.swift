/// `then` where the condition is > 0, else `otherwise`.
package struct SelectPositive: SelectOperation {
  package var name: String { "select_positive" }

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ condition: N, _ then: N, _ otherwise: N) -> N {
    N.wherePositive(condition, then: then, otherwise: otherwise)
  }
}
