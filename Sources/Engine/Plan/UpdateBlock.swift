/// Parameters with their gradients and the optimizer's state, to be updated in one pass.
///
/// Invariant: the first four pointers have `count` elements, among which all runs are; a slot that the optimizer does not
/// have is the same memory as `values` and is not touched.
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
  /// The elements that are updated, each time those of a whole parameter; nil for all of them.
  var runs: UnsafeBufferPointer<Range<Int>>?

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
    forEachLanes { start, width, g in
      var w = load(values + start, width)
      rule(&w, g)
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
    forEachLanes { start, width, g in
      var w = load(values + start, width)
      var s = load(slot0 + start, width)
      rule(&w, g, &s)
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
    forEachLanes { start, width, g in
      var w = load(values + start, width)
      var s = load(slot0 + start, width)
      var t = load(slot1 + start, width)
      rule(&w, g, &s, &t)
      check += w * 0
      store(w, values + start, width)
      store(s, slot0 + start, width)
      store(t, slot1 + start, width)
    }
  }

  /// Calls `body` with the first of eight elements, 8 and their gradients, and for the last few with their number.
  @inline(__always)
  private func forEachLanes(_ body: (Int, Int, SIMD8<S>) -> Void) {
    var number = 0
    repeat {
      var start = runs.map { $0[number].lowerBound } ?? 0
      let end = runs.map { $0[number].upperBound } ?? count
      while start &+ 8 <= end {
        body(start, 8, load(gradients + start, 8))
        start &+= 8
      }
      if start < end {
        // What is behind a parameter is 0 and stays so. Of its gradient no more is read than was written just before,
        // which otherwise would have to be waited for.
        body(start, runs == nil ? end &- start : 8, load(gradients + start, end &- start))
      }
      number &+= 1
    } while number < runs?.count ?? 1
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
