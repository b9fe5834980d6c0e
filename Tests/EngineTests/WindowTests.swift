import Engine
import Testing

/// Convolution and pooling beside plain loops over all their options.
@Suite struct WindowTests {
  /// Windows over an image or along steps, with channels, filters and groups.
  struct Case: CustomTestStringConvertible, Sendable {
    var input = [7, 6]
    var kernel = [3, 2]
    var stride = [1, 1]
    var dilation = [1, 1]
    var padding = Padding.valid
    var channels = 3
    var filters = 5
    var groups = 1

    var geometry: WindowGeometry {
      WindowGeometry(
        input: input, kernel: kernel, stride: stride, dilation: dilation, padding: padding)
    }

    var testDescription: String {
      "\(input) \(kernel) \(stride) \(dilation) \(padding) \(channels) → \(filters) by \(groups)"
    }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for padding in [Padding.valid, .same] {
      cases += [
        Case(padding: padding),
        Case(stride: [2, 3], padding: padding),
        Case(dilation: [3, 2], padding: padding),
        Case(
          stride: [3, 2], dilation: [2, 3], padding: padding, channels: 4, filters: 6, groups: 2),
        Case(kernel: [1, 1], padding: padding, channels: 17, filters: 33),
        Case(kernel: [2, 4], padding: padding, channels: 6, filters: 6, groups: 6),
        Case(kernel: [3, 3], padding: padding, channels: 2, filters: 8, groups: 2),
        Case(kernel: [7, 6], padding: padding, channels: 16, filters: 16),
        Case(
          input: [11], kernel: [4], stride: [2], dilation: [1], padding: padding, channels: 5,
          filters: 18),
        Case(
          input: [12], kernel: [3], stride: [1], dilation: [4], padding: padding, channels: 16,
          filters: 32),
        Case(
          input: [4, 9], kernel: [3, 3], padding: padding, channels: 32, filters: 20, groups: 2),
      ]
    }
    // Kernels larger than the input.
    cases += [
      Case(input: [2, 3], kernel: [5, 7], padding: .same),
      Case(input: [3], kernel: [9], stride: [2], dilation: [3], padding: .same),
    ]
    return cases
  }()

  /// Elements of a leaf.
  private func elements(_ count: Int, seed: UInt64) -> [Double] {
    var random = TestRandom(seed)
    return (0..<count).map { _ in random.uniform(in: -1...1) }
  }

  /// What an operation gives on leaves.
  private func value<S: Scalar>(
    _ operation: any Operation, _ inputs: [(Shape, [S])], rows: Int
  ) -> [S] {
    var graph = Graph()
    var leaves: [Value: [S]] = [:]
    let values = inputs.map { shape, elements in
      let leaf = graph.leaf(shape)
      leaves[leaf] = elements
      return leaf
    }
    let result = graph.apply(operation, values)
    let computation = Computation(graph: graph, outputs: [result], parameters: [])
    var interpreter = Interpreter<S>(computation, rows: rows, batchRows: rows, leaves: leaves)
    return interpreter.elements(of: result)
  }

  /// An axis of windows by its definition.
  private struct Axis {
    let before: Int
    let positions: Int

    init(_ extent: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ padding: Padding) {
      let reach = dilation * (kernel - 1)
      before = padding == .same ? reach / 2 : 0
      let padded = extent + (padding == .same ? reach : 0)
      var count = 0
      while count * stride + reach < padded { count += 1 }
      positions = count
    }
  }

  /// Calls `body` for each element of a window that lies in the image: row of the batch, position, cell of
  /// the image and of the kernel.
  private func forEachCell(_ test: Case, rows: Int, _ body: (Int, Int, Int, Int) -> Void) -> Int {
    func pair(_ list: [Int]) -> (Int, Int) { list.count == 2 ? (list[0], list[1]) : (1, list[0]) }
    let (height, width) = pair(test.input)
    let (kernelHeight, kernelWidth) = pair(test.kernel)
    let (strideY, strideX) = pair(test.stride)
    let (dilationY, dilationX) = pair(test.dilation)
    let y = Axis(height, kernelHeight, strideY, dilationY, test.padding)
    let x = Axis(width, kernelWidth, strideX, dilationX, test.padding)
    for row in 0..<rows {
      for position in 0..<y.positions * x.positions {
        for cell in 0..<kernelHeight * kernelWidth {
          let inputY =
            position / x.positions * strideY + cell / kernelWidth * dilationY - y.before
          let inputX =
            position % x.positions * strideX + cell % kernelWidth * dilationX - x.before
          guard 0..<height ~= inputY, 0..<width ~= inputX else { continue }
          body(row, position, inputY * width + inputX, cell)
        }
      }
    }
    return y.positions * x.positions
  }

  /// The three products that belong together: Σ image element · weight · result element, one left out.
  @Test(arguments: cases)
  func convolutionsEqualPlainLoops(test: Case) throws {
    let rows = 5
    let (channels, filters, groups) = (test.channels, test.filters, test.groups)
    let (ofGroup, perGroup) = (channels / groups, filters / groups)
    let cells = test.input.reduce(1, *)
    let kernelCells = test.kernel.reduce(1, *)
    let positions = forEachCell(test, rows: 0) { _, _, _, _ in }
    #expect(test.geometry.positions == positions)
    try #require(positions > 0)
    let x = elements(rows * cells * channels, seed: 1)
    let w = elements(filters * ofGroup * kernelCells, seed: 2)
    let g = elements(rows * positions * filters, seed: 3)
    var y = [Double](repeating: 0, count: g.count)
    var byX = [Double](repeating: 0, count: x.count)
    var byW = [Double](repeating: 0, count: w.count)
    _ = forEachCell(test, rows: rows) { row, position, cell, kernelCell in
      for filter in 0..<filters {
        for channel in 0..<ofGroup {
          let inX = (row * cells + cell) * channels + filter / perGroup * ofGroup + channel
          let inW = (filter * ofGroup + channel) * kernelCells + kernelCell
          let inY = (row * positions + position) * filters + filter
          y[inY] += x[inX] * w[inW]
          byX[inX] += g[inY] * w[inW]
          byW[inW] += x[inX] * g[inY]
        }
      }
    }
    let images = Shape(.batch, cells * channels)
    let results = Shape(.batch, positions * filters)
    let weights = Shape(filters, ofGroup * kernelCells)
    func check<S: Scalar>(_: S.Type, tolerance: Double) {
      func expect(_ operation: any Operation, _ inputs: [(Shape, [Double])], _ expected: [Double]) {
        let result = value(operation, inputs.map { ($0, $1.map { S($0) }) }, rows: rows)
        let worst = zip(result, expected).map { abs(Double($0) - $1) / max(1, abs($1)) }.max()
        #expect(result.count == expected.count)
        #expect(worst ?? .infinity < tolerance, "\(operation.name)")
      }
      let geometry = test.geometry
      expect(
        Convolution(geometry, channels: channels, filters: filters, groups: groups),
        [(images, x), (weights, w)], y)
      expect(
        ConvolutionTransposed(geometry, channels: channels, filters: filters, groups: groups),
        [(results, g), (weights, w)], byX)
      expect(
        ConvolutionWeights(geometry, channels: channels, filters: filters, groups: groups),
        [(images, x), (results, g)], byW)
    }
    check(Double.self, tolerance: 1e-12)
    check(Float.self, tolerance: 1e-4)
  }

  /// Where no window fits, there is nothing to compute.
  @Test func windowsThatDoNotFitAreRefused() {
    let geometry = WindowGeometry(
      input: [2, 5], kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: .valid)
    #expect(geometry.positions == 0)
    #expect(throws: ShapeError.self) {
      try Convolution(geometry, channels: 1, filters: 2).shape(of: [
        Shape(.batch, 10), Shape(2, 9),
      ])
    }
    #expect(throws: ShapeError.self) {
      try WindowMean(geometry, channels: 1).shape(of: [Shape(.batch, 10)])
    }
  }

  /// Maxima and means of each window, and what is put back, by plain loops; with lengths, too, where the windows
  /// move along steps.
  @Test(arguments: cases, [false, true])
  func poolingEqualsPlainLoops(test: Case, hasLengths: Bool) {
    guard !hasLengths || test.input.count == 1 else { return }
    let rows = 4
    let channels = test.channels
    let cells = test.input.reduce(1, *)
    let positions = forEachCell(test, rows: 0) { _, _, _, _ in }
    let x = elements(rows * cells * channels, seed: 4)
    let u = elements(rows * cells * channels, seed: 5)
    let g = elements(rows * positions * channels, seed: 6)
    let lengths = [1, cells, 2, max(1, cells - 1)]
    var present = [[Int]](repeating: [], count: rows * positions)
    _ = forEachCell(test, rows: rows) { row, position, cell, _ in
      if hasLengths && cell >= lengths[row] { return }
      present[row * positions + position].append(row * cells + cell)
    }
    var taken = [Double](repeating: 0, count: g.count)
    var means = taken
    var routed = [Double](repeating: 0, count: x.count)
    var spread = routed
    for (window, cells) in present.enumerated() where !cells.isEmpty {
      for channel in 0..<channels {
        let places = cells.map { $0 * channels + channel }
        var best = places[0]
        for place in places where x[place] > x[best] { best = place }
        let result = window * channels + channel
        taken[result] = u[best]
        routed[best] += g[result]
        means[result] = places.reduce(0) { $0 + x[$1] } / Double(places.count)
        for place in places { spread[place] += g[result] / Double(places.count) }
      }
    }
    let images = Shape(.batch, cells * channels)
    let results = Shape(.batch, positions * channels)
    func expect(
      _ operation: any Operation, _ inputs: (Shape, [Double])..., equals expected: [Double]
    ) {
      let all = inputs + (hasLengths ? [(Shape(.batch, 1), lengths.map(Double.init))] : [])
      for (a, b) in zip(value(operation, all, rows: rows), expected) {
        #expect(abs(a - b) < 1e-12, "\(operation.name)")
      }
    }
    func with<O>(_ make: (WindowGeometry, Int, Bool) -> O) -> O {
      make(test.geometry, channels, hasLengths)
    }
    expect(
      with(TakeAtMaximum.init(_:channels:lengths:)), (images, x), (images, u), equals: taken)
    expect(
      with(RouteToMaximum.init(_:channels:lengths:)), (images, x), (results, g), equals: routed)
    expect(with(WindowMean.init(_:channels:lengths:)), (images, x), equals: means)
    expect(with(SpreadMean.init(_:channels:lengths:)), (results, g), equals: spread)
  }

  private let pairs = WindowGeometry(
    input: [4], kernel: [2], stride: [2], dilation: [1], padding: .valid)

  /// Of equal elements the first is the maximum, and a NaN is not passed over.
  @Test func maximaOfTiesAndNaN() {
    let row = Shape(.batch, 4)
    let result = Shape(.batch, 2)
    let x: [Double] = [2, 2, -1, -1, .nan, 1, 1, .nan]
    let places = value(
      TakeAtMaximum(pairs, channels: 1), [(row, x), (row, [1, 2, 3, 4, 1, 2, 3, 4])], rows: 2)
    #expect(places == [1, 3, 1, 4])
    let routed = value(
      RouteToMaximum(pairs, channels: 1), [(row, x), (result, [5, 6, 7, 8])], rows: 2)
    #expect(routed == [5, 0, 6, 0, 7, 0, 0, 8])
    var graph = Graph()
    let leaf = graph.leaf(row)
    let maximum = graph.apply(TakeAtMaximum(pairs, channels: 1), leaf, leaf)
    let computation = Computation(graph: graph, outputs: [maximum], parameters: [])
    var interpreter = Interpreter<Double>(computation, rows: 2, batchRows: 2, leaves: [leaf: x])
    let maxima = interpreter.elements(of: maximum)
    #expect(Array(maxima[..<2]) == [2, -1] && maxima[2].isNaN && maxima[3].isNaN)
  }

  /// The gradient of max pooling, of which both operands are one value, by central differences.
  @Test func gradientOfMaxPooling() {
    let geometry = WindowGeometry(
      input: [4, 5], kernel: [3, 3], stride: [2, 1], dilation: [1, 1], padding: .same)
    var graph = Graph()
    let x = graph.leaf(Shape(.batch, 40))
    let maxima = graph.apply(TakeAtMaximum(geometry, channels: 2), x, x)
    let (objective, weights) = graph.weightedTotal(graph.apply(Square(), maxima))
    let gradient = graph.gradient(of: objective, withRespectTo: [x])[0]
    let start = elements(80, seed: 7)
    let factors = elements(2 * graph.shape(weights).columns, seed: 8)
    func evaluate(_ value: Value, _ x1: [Double]) -> [Double] {
      let computation = Computation(graph: graph, outputs: [value], parameters: [])
      var interpreter = Interpreter<Double>(
        computation, rows: 2, batchRows: 2, leaves: [x: x1, weights: factors])
      return interpreter.elements(of: value)
    }
    for (index, exact) in evaluate(gradient, start).enumerated() {
      var (up, down) = (start, start)
      up[index] += 1e-6
      down[index] -= 1e-6
      let difference = (evaluate(objective, up)[0] - evaluate(objective, down)[0]) / 2e-6
      #expect(abs(exact - difference) < 1e-6)
    }
  }

  /// What a short sequence gives is what its steps alone give.
  @Test(arguments: [Padding.valid, .same], 1...9)
  func shortSequencesAreSequences(padding: Padding, length: Int) {
    func geometry(_ steps: Int) -> WindowGeometry {
      WindowGeometry(
        input: [steps], kernel: [3], stride: [2], dilation: [2], padding: padding)
    }
    let x = elements(18, seed: 9)
    let (whole, short) = (geometry(9), geometry(length))
    let lengths = (Shape(.batch, 1), [Double(length)])
    let count = value(WindowCount(whole.width), [lengths], rows: 1)
    #expect(count == [Double(short.positions)])
    guard short.positions > 0 else { return }
    let masked = value(MaskSteps(steps: 9), [(Shape(.batch, 18), x), lengths], rows: 1)
    #expect(masked == Array(x[..<(2 * length)]) + Array(repeating: 0, count: 18 - 2 * length))
    let means = value(
      WindowMean(whole, channels: 2, lengths: true), [(Shape(.batch, 18), x), lengths], rows: 1)
    let expected = value(
      WindowMean(short, channels: 2), [(Shape(.batch, 2 * length), Array(x[..<(2 * length)]))],
      rows: 1)
    #expect(Array(means[..<expected.count]) == expected)
  }

  /// A convolution of masked steps reads zeros behind them, as padding.
  @Test func lengthsBeyondTheStepsAreClamped() {
    let lengths = (Shape(.batch, 1), [-1.0, 0, 2, 99, .nan])
    let x = (Shape(.batch, 3), Array(repeating: 1.0, count: 15))
    let masked = value(MaskSteps(steps: 3), [x, lengths], rows: 5)
    #expect(masked == [0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0])
  }

  /// The product of a sparse matrix is that of the full one, also by tiles of the batch's rows.
  @Test(arguments: [1, 16, 50], [false, true])
  func sparseProductEqualsTheFullOne(columns: Int, isTransposed: Bool) {
    let count = 200
    var random = TestRandom(10)
    var elements: [SparseMatrix.Element] = []
    var full = [Double](repeating: 0, count: count * count)
    for row in 0..<count where row % 7 != 3 {
      for column in Set((0..<5).map { _ in random.integer(below: count) }) {
        let value = random.uniform(in: -1...1)
        elements.append(.init(row: row, column: column, value: value))
        full[isTransposed ? column * count + row : row * count + column] = value
      }
    }
    let x = (Shape(.batch, columns), self.elements(count * columns, seed: 11))
    let matrix = SparseMatrix(count: count, elements.reversed())
    let result = value(SparseProduct(matrix, transposed: isTransposed), [x], rows: count)
    let expected = value(
      MatrixProduct(), [(Shape(count, count), full), (Shape(count, columns), x.1)], rows: 1)
    for (a, b) in zip(result, expected) { #expect(abs(a - b) < 1e-12) }
  }
}
