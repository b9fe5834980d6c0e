/// Means of windows: (x[, lengths]) ↦ for each window and channel the mean of the elements that there are:
/// padding and what is behind a row's length do not count. What windows, shapes and lengths are,
/// `PoolingExtents` says.
package struct WindowMean: PoolingOperation {
  package let extents: PoolingExtents

  package init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "window_mean" }

  package var columns: (operands: [Int], result: Int) {
    ([extents.imageCount], extents.resultCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(SpreadMean(extents), [g] + inputs[1...]), nil]
  }

  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let x = call.pointee.a
    let steps = extents.steps
    forEachRow(call) { output, _, row in
      let images = UnsafePointer(x.pointer + row &* x.stride)
      let length = extents.length(of: row, call.pointee.b)
      extents.forEachWindow(length: length) { window in
        let count = S(max(window.count, 1))
        @inline(__always)
        func average(_ channel: Int, _ width: Int) {
          var sum = SIMD8<S>()
          for y in 0..<window.rows {
            for x in 0..<window.columns {
              let place = window.start &+ channel &+ y &* steps.row &+ x &* steps.cell
              sum += Lanes.load(images + place, width: width)
            }
          }
          Lanes.store(sum / count, output + (window.result &+ channel), width: width)
        }
        forEachVector(extents.channels, average)
      }
    }
  }
}
