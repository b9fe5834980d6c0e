/// A run of parameters with their gradients and the optimizer's state, to be updated in one pass.
///
/// Invariant: the first four pointers have `count` elements; a slot that the optimizer does not have is the
/// same memory as `values` and is not touched.
package struct UpdateBlock<S: Scalar> {
  let values: UnsafeMutablePointer<S>
  let gradients: UnsafeMutablePointer<S>
  let slot0: UnsafeMutablePointer<S>
  let slot1: UnsafeMutablePointer<S>
  let count: Int
  /// Where 0 · w is added up for every updated parameter w: 0 as long as all are finite.
  let check: UnsafeMutablePointer<SIMD8<S>>
  /// Whether these are weights; else they are biases.
  package let isWeight: Bool

  package init(
    values: UnsafeMutablePointer<S>, gradients: UnsafeMutablePointer<S>,
    slot0: UnsafeMutablePointer<S>, slot1: UnsafeMutablePointer<S>, count: Int,
    check: UnsafeMutablePointer<SIMD8<S>>, isWeight: Bool
  ) {
    self.values = values
    self.gradients = gradients
    self.slot0 = slot0
    self.slot1 = slot1
    self.count = count
    self.check = check
    self.isWeight = isWeight
  }

  /// A number in all lanes.
  @inline(__always)
  func lanes(_ number: Double) -> SIMD8<S> { SIMD8(number) }

  /// Applies a rule without state to each parameter w with its gradient g.
  @inline(__always)
  package func forEach(_ rule: (_ w: inout SIMD8<S>, _ g: SIMD8<S>) -> Void) {
    var check = check.pointee
    defer { self.check.pointee = check }
    forEachLanes { start, width in
      var w = load(values + start, width)
      rule(&w, load(gradients + start, width))
      check += w * 0
      store(w, values + start, width)
    }
  }

  /// Applies a rule with one state value s for each parameter.
  @inline(__always)
  package func forEach(
    _ rule: (_ w: inout SIMD8<S>, _ g: SIMD8<S>, _ s: inout SIMD8<S>) -> Void
  ) {
    var check = check.pointee
    defer { self.check.pointee = check }
    forEachLanes { start, width in
      var w = load(values + start, width)
      var s = load(slot0 + start, width)
      rule(&w, load(gradients + start, width), &s)
      check += w * 0
      store(w, values + start, width)
      store(s, slot0 + start, width)
    }
  }

  /// Applies a rule with two state values s and t for each parameter.
  @inline(__always)
  package func forEach(
    _ rule: (
      _ w: inout SIMD8<S>, _ g: SIMD8<S>, _ s: inout SIMD8<S>, _ t: inout SIMD8<S>
    ) -> Void
  ) {
    var check = check.pointee
    defer { self.check.pointee = check }
    forEachLanes { start, width in
      var w = load(values + start, width)
      var s = load(slot0 + start, width)
      var t = load(slot1 + start, width)
      rule(&w, load(gradients + start, width), &s, &t)
      check += w * 0
      store(w, values + start, width)
      store(s, slot0 + start, width)
      store(t, slot1 + start, width)
    }
  }

  @inline(__always)
  private func forEachLanes(_ body: (Int, Int) -> Void) {
    var start = 0
    while start + 8 <= count {
      body(start, 8)
      start += 8
    }
    if start < count { body(start, count - start) }
  }

  @inline(__always)
  private func load(_ pointer: UnsafeMutablePointer<S>, _ width: Int) -> SIMD8<S> {
    width == 8
      ? Lanes.load(UnsafePointer(pointer)) : Lanes.load(UnsafePointer(pointer), count: width)
  }

  @inline(__always)
  private func store(_ lanes: SIMD8<S>, _ pointer: UnsafeMutablePointer<S>, _ width: Int) {
    if width == 8 {
      Lanes.store(lanes, pointer)
    } else {
      Lanes.store(lanes, pointer, count: width)
    }
  }
}
