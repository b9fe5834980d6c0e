/// `then` where the condition is > 0, else `otherwise`.
package struct SelectPositive: SelectOperation {
  package let name = "select_positive"

  package init() {}

  package func value<N: Number>(_ condition: N, _ then: N, _ otherwise: N) -> N {
    N.wherePositive(condition, then: then, otherwise: otherwise)
  }
}
