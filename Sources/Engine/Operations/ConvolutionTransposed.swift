/// The gradient of a convolution by its images: (g, weights) ↦ for each element of an image
/// Σ g · weight over the windows that it lies in and the filters,
/// [batch, positions · filters] and [filters, weights of a filter] ↦ [batch, height · width · channels].
package struct ConvolutionTransposed: ConvolutionOperation {
  package let extents: ConvolutionExtents

  package init(_ extents: ConvolutionExtents) { self.extents = extents }

  package var name: String { "convolution_transposed" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].columns == extents.resultCount,
      inputs[1] == extents.weights, extents.geometry.positions > 0
    else {
      throw ShapeError(
        name, inputs,
        expected: "rows of \(extents.resultCount) elements and weights \(extents.weights)")
    }
    return Shape(inputs[0].rows, extents.imageCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let images = graph.expanded(upstream, to: graph.shape(result))
    return [
      graph.apply(Convolution(extents), images, inputs[1]),
      graph.apply(ConvolutionWeights(extents), images, inputs[0]),
    ]
  }

  package func workspace(
    result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]
  ) -> Int {
    max(panelCount(Float.self), panelCount(Double.self)) + edgeCount
      + extents.paddedWorkspace(rows: result.rows)
  }

  /// The panels of a group.
  private func panels<S: Scalar>(_: S.Type) -> Int {
    (extents.depth + WindowProduct<S>.width - 1) / WindowProduct<S>.width
  }

  /// The elements of all panels.
  private func panelCount<S: Scalar>(_: S.Type) -> Int {
    Layout.padded(extents.filters * panels(S.self) * WindowProduct<S>.width)
  }

  /// What comes from a panel is added to the images at once. For each element the order of the sum is that of
  /// the panels, then that of the windows.
  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (g, output) = (call.pointee.a, call.pointee.output)
    let width = WindowProduct<S>.width
    let panels = call.pointee.workspace
    arrange(call.pointee.b, into: panels)
    let edge = panels + panelCount(S.self)
    let buffer = edge + edgeCount
    let isPadded = extents.geometry.isPadded
    let strides = extents.strides(of: output.stride)
    let window = extents.window(strides)
    let filters = Walk(
      outer: .init(count: 1, step: 0), middle: .init(count: 1, step: 0),
      inner: .init(count: extents.filtersOfGroup, step: 1))
    let imagesAtOnce = extents.imagesAtOnce(of: output.rows)
    var first = 0
    while first < output.rows {
      let count = min(imagesAtOnce, output.rows - first)
      let images = isPadded ? buffer : output.pointer + first * output.stride
      for image in 0..<count {
        (images + image * strides.image).update(
          repeating: 0, count: isPadded ? strides.image : output.columns)
      }
      var panel = UnsafePointer(panels)
      for group in 0..<extents.groups {
        var column = 0
        var place = window.cursor()
        while column < extents.depth {
          let columns = min(width, extents.depth - column)
          let columnPlaces = Place(&place, columns: columns)
          var rows = Rows<S>(
            g: UnsafePointer(g.pointer)
              + (first * g.stride + group * extents.filtersOfGroup),
            images: images + group * extents.channelsOfGroup, edge: edge, walk: filters,
            panel: .init(start: panel, stride: width, outerStride: 0),
            place: columnPlaces,
            isOneRun: columns == width && columnPlaces.isOneRun,
            result: extents.results(images: count, stride: g.stride).cursor(),
            window: extents.windows(images: count, strides).cursor())
          rows.takeAll(count * extents.geometry.positions)
          panel += extents.filtersOfGroup * width
          column += width
        }
      }
      if isPadded { extents.copy(padded: buffer, to: output, first..<first + count) }
      first += count
    }
  }

  /// The weights in panels: for some elements of a window, filter by filter, those of all of them side by side,
  /// with zeros behind the last one.
  private func arrange<S: Scalar>(_ weights: Operand<S>, into panels: UnsafeMutablePointer<S>) {
    let width = WindowProduct<S>.width
    panels.update(repeating: 0, count: panelCount(S.self))
    let panelsOfGroup = self.panels(S.self) * extents.filtersOfGroup * width
    for filter in 0..<extents.filters {
      let (group, number) = filter.quotientAndRemainder(dividingBy: extents.filtersOfGroup)
      let source = weights.pointer + filter * weights.stride
      let target = panels + (group * panelsOfGroup + number * width)
      let step = extents.filtersOfGroup * width
      extents.forEachWeight { inWindow, own in
        target[inWindow / width &* step &+ inWindow % width] = source[own]
      }
    }
  }

  /// Where the columns of a panel lie in a window.
  private struct Place {
    let columns: Int
    /// The most columns that a panel has.
    private var offsets = InlineArray<16, Int>(repeating: 0)

    init(_ cursor: inout Walk.Cursor, columns: Int) {
      self.columns = columns
      for column in 0..<columns {
        offsets[column] = cursor.offset
        cursor.advance()
      }
    }

    /// The place of the first column.
    var start: Int { offsets[0] }

    /// Whether the columns lie one behind the other.
    var isOneRun: Bool { offsets[columns - 1] == offsets[0] + columns - 1 }

    @inline(__always)
    func offset(_ column: Int) -> Int { offsets[column] }
  }

  /// What comes from above for each window, as rows of a product with a panel of weights.
  private struct Rows<S: Scalar>: RowBlocks {
    let g: UnsafePointer<S>
    let images: UnsafeMutablePointer<S>
    /// Where the sums of a few windows are for a moment.
    let edge: UnsafeMutablePointer<S>
    let walk: Walk
    let panel: WindowProduct<S>.Panel
    let place: Place
    /// Whether the columns of a whole panel lie one behind the other.
    let isOneRun: Bool
    var result: Walk.Cursor
    var window: Walk.Cursor

    @inline(__always)
    mutating func take<let count: Int>(_ sums: InlineArray<count, S.Register>) {
      let width = WindowProduct<S>.width
      var sums = sums
      var starts = InlineArray<count, UnsafePointer<S>>(repeating: g)
      for row in 0..<count {
        starts[row] = g + result.offset
        result.advance()
      }
      WindowProduct<S>.add(to: &sums, starts, along: walk, times: panel)
      for row in 0..<count { WindowProduct<S>.store(sums[row], edge + row &* width) }
      for row in 0..<count {
        add(edge + row &* width, to: images + window.offset)
        window.advance()
      }
    }

    @inline(__always)
    private func add(_ sums: UnsafeMutablePointer<S>, to window: UnsafeMutablePointer<S>) {
      if isOneRun {
        let target = window + place.start
        var lanes = WindowProduct<S>.load(UnsafePointer(target))
        lanes += WindowProduct<S>.load(UnsafePointer(sums))
        return WindowProduct<S>.store(lanes, target)
      }
      for column in 0..<place.columns { window[place.offset(column)] += sums[column] }
    }
  }

  package static var examples: [Example] {
    ConvolutionExtents.examples.map { extents in
      Example(
        ConvolutionTransposed(extents),
        [.init(Shape(.batch, extents.resultCount)), .init(extents.weights)],
        refused: [
          [Shape(.batch, extents.resultCount)],
          [Shape(.batch, extents.resultCount + 1), extents.weights],
          [Shape(.batch, extents.resultCount), Shape(extents.filters, extents.depth + 1)],
        ])
    }
  }
}
