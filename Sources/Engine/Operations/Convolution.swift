/// Sums of windows times weights: (images, weights) ↦ for each window of an image and each filter
/// Σ image element · weight, [batch, height · width · channels] and [filters, weights of a filter]
/// ↦ [batch, positions · filters], in the orders of `ConvolutionExtents`.
package struct Convolution: ConvolutionOperation {
  package let extents: ConvolutionExtents

  package init(_ extents: ConvolutionExtents) { self.extents = extents }

  package var name: String { "convolution" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].columns == extents.imageCount,
      inputs[1] == extents.weights, extents.geometry.positions > 0
    else {
      throw ShapeError(
        name, inputs,
        expected: "images of \(extents.imageCount) elements and weights \(extents.weights)")
    }
    return Shape(inputs[0].rows, extents.resultCount)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let g = graph.expanded(upstream, to: graph.shape(result))
    return [
      graph.apply(ConvolutionTransposed(extents), g, inputs[1]),
      graph.apply(ConvolutionWeights(extents), inputs[0], g),
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
    (extents.filtersOfGroup + WindowProduct<S>.width - 1) / WindowProduct<S>.width
  }

  /// The elements of all panels.
  private func panelCount<S: Scalar>(_: S.Type) -> Int {
    Layout.padded(extents.groups * panels(S.self) * extents.depth * WindowProduct<S>.width)
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    let (position, filter) = column.quotientAndRemainder(dividingBy: extents.filters)
    let terms = extents.terms(position: position, filter: filter).map {
      inputs[0][row, $0.element] * inputs[1][filter, $0.weight]
    }
    return FormulaOperand.sum(of: terms)
  }

  package func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (x, output) = (call.pointee.a, call.pointee.output)
    let width = WindowProduct<S>.width
    let panels = call.pointee.workspace
    arrange(call.pointee.b, into: panels)
    let edge = panels + panelCount(S.self)
    let buffer = edge + edgeCount
    let strides = extents.strides(of: x.stride)
    let window = extents.window(strides).merged
    let imagesAtOnce = extents.imagesAtOnce(of: output.rows)
    var first = 0
    while first < output.rows {
      let count = min(imagesAtOnce, output.rows - first)
      let images = extents.padded(x, first..<first + count, in: buffer)
      let results = output.pointer + first * output.stride
      var panel = UnsafePointer(panels)
      for group in 0..<extents.groups {
        var filter = 0
        while filter < extents.filtersOfGroup {
          var rows = Rows<S>(
            images: images + group * extents.channelsOfGroup,
            results: results + (group * extents.filtersOfGroup + filter),
            edge: edge, columns: min(width, extents.filtersOfGroup - filter), walk: window,
            panel: .init(
              start: panel, stride: width,
              outerStride: window.middle.count * window.inner.count * width),
            window: extents.windows(images: count, strides).cursor(),
            result: extents.results(images: count, stride: output.stride).cursor())
          rows.takeAll(count * extents.geometry.positions)
          panel += extents.depth * width
          filter += width
        }
      }
      first += count
    }
  }

  /// The weights in panels: for some filters of a group, in the order of a window's elements, those of all of
  /// them side by side, with zeros behind the last filter.
  private func arrange<S: Scalar>(_ weights: Operand<S>, into panels: UnsafeMutablePointer<S>) {
    let width = WindowProduct<S>.width
    var panel = panels
    for group in 0..<extents.groups {
      var filter = 0
      while filter < extents.filtersOfGroup {
        let columns = min(width, extents.filtersOfGroup - filter)
        let source =
          weights.pointer + (group * extents.filtersOfGroup + filter) * weights.stride
        if columns < width { panel.update(repeating: 0, count: extents.depth * width) }
        extents.forEachWeight { inWindow, own in
          let target = panel + inWindow &* width
          for column in 0..<columns { target[column] = source[column &* weights.stride &+ own] }
        }
        panel += extents.depth * width
        filter += width
      }
    }
  }

  /// Windows as rows of a product with a panel of weights.
  private struct Rows<S: Scalar>: RowBlocks {
    let images: UnsafePointer<S>
    let results: UnsafeMutablePointer<S>
    /// Where the sums of a few windows are for a moment, if the panel has more columns than there are.
    let edge: UnsafeMutablePointer<S>
    let columns: Int
    let walk: Walk
    let panel: WindowProduct<S>.Panel
    var window: Walk.Cursor
    var result: Walk.Cursor

    @inline(__always)
    mutating func take<let count: Int>(_ sums: InlineArray<count, S.Register>) {
      let width = WindowProduct<S>.width
      var sums = sums
      var starts = InlineArray<count, UnsafePointer<S>>(repeating: images)
      var targets = InlineArray<count, UnsafeMutablePointer<S>>(repeating: results)
      for row in 0..<count {
        starts[row] = images + window.offset
        window.advance()
        targets[row] = results + result.offset
        result.advance()
      }
      WindowProduct<S>.add(to: &sums, starts, along: walk, times: panel)
      if columns == width {
        for row in 0..<count { WindowProduct<S>.store(sums[row], targets[row]) }
      } else {
        for row in 0..<count { WindowProduct<S>.store(sums[row], edge + row &* width) }
        for row in 0..<count {
          for column in 0..<columns { targets[row][column] = edge[row &* width &+ column] }
        }
      }
    }
  }

  package static var examples: [Example] {
    ConvolutionExtents.examples.map { extents in
      Example(
        Convolution(extents), [.init(Shape(.batch, extents.imageCount)), .init(extents.weights)],
        refused: [
          [Shape(.batch, extents.imageCount)],
          [Shape(.batch, extents.imageCount + 1), extents.weights],
          [Shape(.batch, extents.imageCount), Shape(extents.filters, extents.depth + 1)],
          [Shape(.batch, extents.imageCount), Shape(.batch, extents.depth)],
        ])
    }
  }
}

extension ConvolutionExtents {
  /// Strides, dilations, groups and paddings, over images and along steps, that the tests try.
  static let examples: [ConvolutionExtents] = [
    .init(
      WindowGeometry(
        input: [5, 4], kernel: [3, 2], stride: [1, 1], dilation: [1, 1], padding: .valid),
      channels: 2, filters: 3, groups: 1),
    .init(
      WindowGeometry(
        input: [4, 3], kernel: [3, 2], stride: [2, 1], dilation: [1, 2], padding: .same),
      channels: 2, filters: 9, groups: 1),
    .init(
      WindowGeometry(
        input: [3, 4], kernel: [2, 2], stride: [2, 2], dilation: [1, 1], padding: .valid),
      channels: 4, filters: 6, groups: 2),
    .init(
      WindowGeometry(input: [7], kernel: [3], stride: [2], dilation: [2], padding: .same),
      channels: 3, filters: 3, groups: 3),
    .init(
      WindowGeometry(input: [2], kernel: [3], stride: [1], dilation: [1], padding: .same),
      channels: 9, filters: 2, groups: 1),
  ]
}
