/// Means of windows: (x[, lengths]) ↦ for each window and channel the mean of the elements that there are:
/// padding and what is behind a row's length do not count. What windows, shapes and lengths are,
/// `PoolingExtents` says.
package struct WindowMean: Operation {
  private let extents: PoolingExtents

  /// - Parameter lengths: whether a second operand says how many steps each row has.
  package init(_ geometry: WindowGeometry, channels: Int, lengths: Bool = false) {
    self.init(PoolingExtents(geometry: geometry, channels: channels, hasLengths: lengths))
  }

  init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "window_mean" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let rows = try extents.rows(of: inputs, columns: [extents.imageCount], for: self)
    return Shape(rows, extents.resultCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(SpreadMean(extents), [g] + inputs[1...]), nil]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .rows }

  package func work(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    extents.work(images: result.rows)
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
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

  package static var examples: [Example] {
    PoolingExtents.examples.map { $0.example(WindowMean($0), columns: [$0.imageCount]) }
  }
}
