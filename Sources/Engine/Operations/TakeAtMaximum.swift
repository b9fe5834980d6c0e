/// Elements taken where others are greatest: (x, u[, lengths]) ↦ for each window and channel the element of u
/// at the place where x is greatest, of equals the first; a NaN counts as greatest. Max pooling is u = x.
/// What windows, shapes and lengths are, `PoolingExtents` says. The place has no gradient by x.
package struct TakeAtMaximum: PoolingOperation {
  package let extents: PoolingExtents

  package init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "take_at_maximum" }

  package var columns: (operands: [Int], result: Int) {
    ([extents.imageCount, extents.imageCount], extents.resultCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [nil, graph.apply(RouteToMaximum(extents), [inputs[0], g] + inputs[2...]), nil]
  }

  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (x, u) = (call.pointee.a, call.pointee.b)
    let isSame = x.pointer == u.pointer
    let steps = extents.steps
    forEachRow(call) { output, _, row in
      let images = UnsafePointer(x.pointer + row &* x.stride)
      let values = UnsafePointer(u.pointer + row &* u.stride)
      let length = extents.length(of: row, call.pointee.c)
      extents.forEachWindow(length: length) { window in
        @inline(__always)
        func take(_ channel: Int, _ width: Int) {
          let target = output + (window.result &+ channel)
          guard window.count > 0 else { return Lanes.store(SIMD8(), target, width: width) }
          let first = window.start &+ channel
          var greatest = Lanes.load(images + first, width: width)
          var taken = isSame ? greatest : Lanes.load(values + first, width: width)
          for y in 0..<window.rows {
            for x in 0..<window.columns {
              let place = first &+ y &* steps.row &+ x &* steps.cell
              let lanes = Lanes.load(images + place, width: width)
              if !isSame {
                taken = S.whereGreaterOrNaN(
                  lanes, greatest, then: Lanes.load(values + place, width: width),
                  otherwise: taken)
              }
              greatest = S.whereGreaterOrNaN(lanes, greatest, then: lanes, otherwise: greatest)
            }
          }
          Lanes.store(isSame ? greatest : taken, target, width: width)
        }
        forEachVector(extents.channels, take)
      }
    }
  }
}
