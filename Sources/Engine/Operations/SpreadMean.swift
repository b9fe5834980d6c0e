/// The gradient of `WindowMean`: (g[, lengths]) ↦ for each element of an image Σ g / n over the windows that it
/// lies in, n being the elements that there are of a window.
package struct SpreadMean: Operation {
  private let extents: PoolingExtents

  /// - Parameter lengths: whether a second operand says how many steps each row has.
  package init(_ geometry: WindowGeometry, channels: Int, lengths: Bool = false) {
    self.init(PoolingExtents(geometry: geometry, channels: channels, hasLengths: lengths))
  }

  init(_ extents: PoolingExtents) { self.extents = extents }

  package var name: String { "spread_mean" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let rows = try extents.rows(of: inputs, columns: [extents.resultCount], for: self)
    return Shape(rows, extents.imageCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [graph.apply(WindowMean(extents), [g] + inputs[1...]), nil]
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

  package static var examples: [Example] {
    PoolingExtents.examples.map { $0.example(SpreadMean($0), columns: [$0.resultCount]) }
  }
}
