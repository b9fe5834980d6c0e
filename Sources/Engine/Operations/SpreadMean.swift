/// The gradient of `WindowMean`: (g[, lengths]) ↦ for each element of an image Σ g / n over the windows that it
/// lies in, n being the elements that there are of a window.
package struct SpreadMean: PoolingOperation {
  package let extents: PoolingExtents

  package init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "spread_mean" }

  package var columns: (operands: [Int], result: Int) {
    ([extents.resultCount], extents.imageCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(WindowMean(extents), [g] + inputs[1...]), nil]
  }

  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let g = call.pointee.a
    let steps = extents.steps
    forEachRow(call) { output, columns, row in
      output.update(repeating: 0, count: columns)
      let sources = UnsafePointer(g.pointer + row &* g.stride)
      let length = extents.length(of: row, call.pointee.b)
      extents.forEachWindow(length: length) { window in
        let count = S(max(window.count, 1))
        @inline(__always)
        func spread(_ channel: Int, _ width: Int) {
          let term = Lanes.load(sources + (window.result &+ channel), width: width) / count
          for y in 0..<window.rows {
            for x in 0..<window.columns {
              let target =
                output + (window.start &+ channel &+ y &* steps.row &+ x &* steps.cell)
              let sum = Lanes.load(UnsafePointer(target), width: width) + term
              Lanes.store(sum, target, width: width)
            }
          }
        }
        forEachVector(extents.channels, spread)
      }
    }
  }
}
