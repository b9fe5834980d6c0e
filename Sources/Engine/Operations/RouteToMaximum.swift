/// Elements put where others are greatest: (x, g[, lengths]) ↦ in the shape of x, at each element Σ g over the
/// windows in which x is greatest there, else 0. The gradient of `TakeAtMaximum`, which says more.
package struct RouteToMaximum: PoolingOperation {
  package let extents: PoolingExtents

  package init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "route_to_maximum" }

  package var columns: (operands: [Int], result: Int) {
    ([extents.imageCount, extents.resultCount], extents.imageCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [nil, graph.apply(TakeAtMaximum(extents), [inputs[0], g] + inputs[2...]), nil]
  }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    2 * extents.work(images: result.rows)
  }

  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (x, g) = (call.pointee.a, call.pointee.b)
    let steps = extents.steps
    forEachRow(call) { output, columns, row in
      output.update(repeating: 0, count: columns)
      let images = UnsafePointer(x.pointer + row &* x.stride)
      let sources = UnsafePointer(g.pointer + row &* g.stride)
      let length = extents.length(of: row, call.pointee.c)
      extents.forEachWindow(length: length) { window in
        @inline(__always)
        func route(_ channel: Int, _ width: Int) {
          guard window.count > 0 else { return }
          let first = window.start &+ channel
          var greatest = Lanes.load(images + first, width: width)
          // The number of the greatest cell in its window.
          var place = SIMD8<S>()
          var number: S = 0
          for y in 0..<window.rows {
            for x in 0..<window.columns {
              let lanes = Lanes.load(
                images + (first &+ y &* steps.row &+ x &* steps.cell), width: width)
              place = S.whereGreaterOrNaN(
                lanes, greatest, then: SIMD8(repeating: number), otherwise: place)
              greatest = S.whereGreaterOrNaN(lanes, greatest, then: lanes, otherwise: greatest)
              number += 1
            }
          }
          let source = Lanes.load(sources + (window.result &+ channel), width: width)
          number = 0
          for y in 0..<window.rows {
            for x in 0..<window.columns {
              let target = output + (first &+ y &* steps.row &+ x &* steps.cell)
              let term = S.whereEqual(
                place, SIMD8(repeating: number), then: source, otherwise: SIMD8())
              let sum = Lanes.load(UnsafePointer(target), width: width) + term
              Lanes.store(sum, target, width: width)
              number += 1
            }
          }
        }
        forEachVector(extents.channels, route)
      }
    }
  }
}
