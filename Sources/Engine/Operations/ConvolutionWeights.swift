/// The gradient of a convolution by its weights: (images, g) ↦ for each weight Σ image element · g over all
/// windows of all images, [batch, height · width · channels] and [batch, positions · filters]
/// ↦ [filters, weights of a filter].
package struct ConvolutionWeights: ConvolutionOperation {
  package let extents: ConvolutionExtents

  package init(_ extents: ConvolutionExtents) { self.extents = extents }

  package var name: String { "convolution_weights" }

  /// Filters side by side fill a register of floats, or two of doubles: tiles do not depend on the precision.
  package var leastTileRows: Int { 16 }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rows == inputs[1].rows,
      inputs[0].columns == extents.imageCount, inputs[1].columns == extents.resultCount,
      extents.geometry.positions > 0
    else {
      throw ShapeError(
        name, inputs,
        expected:
          "images of \(extents.imageCount) elements and as many rows of \(extents.resultCount)")
    }
    return extents.weights
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let weights = graph.expanded(upstream, to: graph.shape(result))
    return [
      graph.apply(ConvolutionTransposed(extents), inputs[1], weights),
      graph.apply(Convolution(extents), inputs[0], weights),
    ]
  }

  package func region(of input: Shape, of result: Shape, operand: Int) -> Region { .whole }

  package func workspace(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    let rows = inputs[0].rows
    return max(sumCount(Float.self), sumCount(Double.self))
      + max(edgeCount(Float.self, rows), edgeCount(Double.self, rows))
      + extents.paddedWorkspace(rows: rows)
  }

  /// The elements of the sums, in panels of which each group may have one that is not full at both ends.
  private func sumCount<S: Scalar>(_: S.Type) -> Int {
    let width = WindowProduct<S>.width
    let panels = extents.groups * ((extents.filtersOfGroup + width - 1) / width)
    return Layout.padded(panels * extents.depth * width)
  }

  /// The elements of a panel of g that is not full.
  private func edgeCount<S: Scalar>(_: S.Type, _ rows: Int) -> Int {
    Layout.padded(
      extents.imagesAtOnce(of: rows) * extents.geometry.positions * WindowProduct<S>.width)
  }

  /// The rows of the product are the elements of a window, its columns the filters; the depth are all windows
  /// in their order.
  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (x, g) = (call.pointee.a, call.pointee.b)
    let width = WindowProduct<S>.width
    let sums = call.pointee.workspace
    let edge = sums + sumCount(S.self)
    let buffer = edge + edgeCount(S.self, x.rows)
    sums.update(repeating: 0, count: sumCount(S.self))
    let strides = extents.strides(of: x.stride)
    let imagesAtOnce = extents.imagesAtOnce(of: x.rows)
    var first = 0
    while first < x.rows {
      let count = min(imagesAtOnce, x.rows - first)
      let images = extents.padded(x, first..<first + count, in: buffer)
      let windows = extents.windows(images: count, strides).merged
      var target = sums
      forEachPanel(call) { group, filter, columns in
        let start = UnsafePointer(g.pointer) + (first * g.stride + filter)
        var panel = WindowProduct<S>.Panel(
          start: start, stride: extents.filters, outerStride: g.stride)
        if columns < width {
          copyEdge(start, images: count, stride: g.stride, columns: columns, into: edge)
          panel = .init(
            start: UnsafePointer(edge), stride: width,
            outerStride: extents.geometry.positions * width)
        }
        var rows = Rows<S>(
          images: images + group * extents.channelsOfGroup, sums: target, walk: windows,
          panel: panel, element: extents.window(strides).cursor())
        rows.takeAll(extents.depth)
        target += extents.depth * width
      }
      first += count
    }
    var source = UnsafePointer(sums)
    let output = call.pointee.output
    forEachPanel(call) { _, filter, columns in
      let target = output.pointer + (filter - call.pointee.firstRow) * output.stride
      extents.forEachWeight { inWindow, own in
        let row = source + inWindow &* width
        for column in 0..<columns { target[column &* output.stride &+ own] = row[column] }
      }
      source += extents.depth * width
    }
  }

  /// Calls `body` for each panel of the filters that the output has rows for, with its group, its first filter
  /// and the number of its filters.
  @inline(__always)
  private func forEachPanel<S: Scalar>(
    _ call: UnsafePointer<Call<S>>, _ body: (_ group: Int, _ filter: Int, _ columns: Int) -> Void
  ) {
    let end = call.pointee.firstRow + call.pointee.output.rows
    var filter = call.pointee.firstRow
    while filter < end {
      let group = filter / extents.filtersOfGroup
      let endOfGroup = min(end, (group + 1) * extents.filtersOfGroup)
      let columns = min(WindowProduct<S>.width, endOfGroup - filter)
      body(group, filter, columns)
      filter += columns
    }
  }

  /// Copies columns of g, of some images, into a panel, with zeros behind them.
  private func copyEdge<S: Scalar>(
    _ source: UnsafePointer<S>, images: Int, stride: Int, columns: Int,
    into edge: UnsafeMutablePointer<S>
  ) {
    let width = WindowProduct<S>.width
    var target = edge
    for image in 0..<images {
      var row = source + image * stride
      for _ in 0..<extents.geometry.positions {
        WindowProduct<S>.store(S.Register(), target)
        for column in 0..<columns { target[column] = row[column] }
        row += extents.filters
        target += width
      }
    }
  }

  /// Elements of a window, each with its values in all windows, as rows of a product with a panel of g.
  private struct Rows<S: Scalar>: RowBlocks {
    let images: UnsafePointer<S>
    var sums: UnsafeMutablePointer<S>
    let walk: Walk
    let panel: WindowProduct<S>.Panel
    var element: Walk.Cursor

    @inline(__always)
    mutating func take<let count: Int>(_ zeros: InlineArray<count, S.Register>) {
      var totals = zeros
      var starts = InlineArray<count, UnsafePointer<S>>(repeating: images)
      let width = WindowProduct<S>.width
      for row in 0..<count {
        starts[row] = images + element.offset
        totals[row] = WindowProduct<S>.load(UnsafePointer(sums + row &* width))
        element.advance()
      }
      WindowProduct<S>.add(to: &totals, starts, along: walk, times: panel)
      for row in 0..<count { WindowProduct<S>.store(totals[row], sums + row &* width) }
      sums += count &* width
    }
  }

  package static var examples: [Example] {
    ConvolutionExtents.examples.map { extents in
      Example(
        ConvolutionWeights(extents),
        [.init(Shape(.batch, extents.imageCount)), .init(Shape(.batch, extents.resultCount))],
        refused: [
          [Shape(.batch, extents.imageCount)],
          [Shape(.batch, extents.imageCount), Shape(.batch, extents.resultCount + 1)],
          [Shape(3, extents.imageCount), Shape(.batch, extents.resultCount)],
        ])
    }
  }
}
