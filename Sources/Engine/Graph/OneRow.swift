// What `Graph.joinLayersOnOneRow` puts in place of several operations. All of them write whole vectors, which end in
// the room behind a value: what is written there has no meaning in a layer, and is 0 in gradients. So each is computed in
// one tile: plans of one row are joined where nothing is parallel.

/// A layer on one row in one pass, (x, W) or (x, W, b) ↦ f(x Wᵀ + b), W and b being parameters.
struct RowLayer<Function: UnaryOperation>: Operation {
  let function: Function

  init(_ function: Function) { self.function = function }

  var name: String { "\(function.name) of layer" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2 || inputs.count == 3 else {
      throw ShapeError(name, inputs, expected: "a matrix, weights, and biases or none")
    }
    return try MatrixProduct(transposeB: true).shape(of: Array(inputs[..<2]))
  }

  /// That of the operations, written out.
  func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    var sums = graph.apply(MatrixProduct(transposeB: true), Array(inputs[..<2]))
    let first = sums.index
    if inputs.count == 3 { sums = graph.apply(Add(), sums, inputs[2]) }
    let value = graph.apply(function, sums)
    return graph.pullback(of: value, seed: upstream, to: inputs, from: first)
  }

  func work(result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]) -> Int {
    MatrixProduct(transposeB: true).work(result: result, inputs: inputs)
  }

  func formula(_ inputs: [FormulaText]) -> FormulaText {
    let sums = MatrixProduct(transposeB: true).formula(Array(inputs[..<2]))
    return function.value(inputs.count == 3 ? sums + inputs[2] : sums)
  }

  var kernel32: Kernel<Float> { function.kernelOfLayer32 }
  var kernel64: Kernel<Double> { function.kernelOfLayer64 }

  /// Graphs of one row reach this operation in the tests of plans.
  static var examples: [Example] { [] }
}

/// The gradient by the weighted sums of a layer from those by the sums of the next one, on one row in one pass:
/// (z or y, g, W) ↦ (g W) · f′, W being a parameter.
struct RowGradient<Function: UnaryOperation>: Operation {
  let function: Function

  init(_ function: Function) { self.function = function }

  var name: String { "\(function.name)′ of layer" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 3,
      case let shape = try MatrixProduct().shape(of: Array(inputs[1...])), shape == inputs[0]
    else {
      throw ShapeError(name, inputs, expected: "a matrix, and two factors of one like it")
    }
    return shape
  }

  /// That of the operations, written out.
  func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let product = graph.apply(MatrixProduct(), inputs[1], inputs[2])
    let value = graph.apply(Derivative(of: function), inputs[0], product)
    return graph.pullback(of: value, seed: upstream, to: inputs, from: product.index)
  }

  func work(result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]) -> Int {
    MatrixProduct().work(result: result, inputs: Array(inputs[1...]))
  }

  func formula(_ inputs: [FormulaText]) -> FormulaText {
    MatrixProduct().formula(Array(inputs[1...])) * function.derivative(inputs[0])
  }

  var kernel32: Kernel<Float> { function.kernelOfLayerGradient32 }
  var kernel64: Kernel<Double> { function.kernelOfLayerGradient64 }

  /// Graphs of one row reach this operation in the tests of plans.
  static var examples: [Example] { [] }
}

/// x itself: the activation of a layer whose weighted sums are read as they are.
struct Unchanged: UnaryOperation {
  var name: String { "unchanged" }
  static let derivativeReads = DerivativeReads.input

  @inline(__always)
  func value<N: Number>(_ x: N) -> N { x }

  @inline(__always)
  func derivative<N: Number>(_ x: N) -> N { N(1) }

  /// It is no operation of its own.
  static var examples: [Example] { [] }
}

extension UnaryOperation {
  package var kernelOfLayer32: Kernel<Float> { { call, _ in applyToLayer(call) } }
  package var kernelOfLayer64: Kernel<Double> { { call, _ in applyToLayer(call) } }

  /// (x, W) or (x, W, b) ↦ f(x Wᵀ + b) of one row.
  private func applyToLayer<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let hasBiases = call.pointee.inputCount == 3
    let (inputs, units) = (call.pointee.a.columns, call.pointee.output.columns)
    var unit = 0
    while unit < units {
      applyToUnits(
        UnsafePointer(call.pointee.a.pointer), count: inputs,
        weights: UnsafePointer(call.pointee.b.pointer + unit &* inputs),
        biases: hasBiases ? UnsafePointer(call.pointee.c.pointer + unit) : nil,
        into: call.pointee.output.pointer + unit, width: min(8, units &- unit))
      unit &+= 8
    }
  }

  /// That of at most eight units: by itself, so that what is computed for several of them is not computed for one.
  @inline(never)
  private func applyToUnits<S: Scalar>(
    _ x: UnsafePointer<S>, count: Int, weights: UnsafePointer<S>, biases: UnsafePointer<S>?,
    into output: UnsafeMutablePointer<S>, width: Int
  ) {
    var sums = Lanes.productSum(x, count: count, byColumns: weights, stride: count, width: width)
    if let biases { sums += Lanes.load(biases) }
    Lanes.store(value(sums), output)
  }

  package var kernelOfLayerGradient32: Kernel<Float> { { call, _ in differentiateLayer(call) } }
  package var kernelOfLayerGradient64: Kernel<Double> { { call, _ in differentiateLayer(call) } }

  /// (z or y, g, W) ↦ (g W) · f′ of one row.
  private func differentiateLayer<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let columns = call.pointee.output.columns
    var column = 0
    while column < columns {
      differentiateInputs(
        UnsafePointer(call.pointee.a.pointer + column),
        UnsafePointer(call.pointee.b.pointer), count: call.pointee.b.columns,
        weights: UnsafePointer(call.pointee.c.pointer + column), stride: columns,
        into: call.pointee.output.pointer + column, width: min(8, columns &- column))
      column &+= 8
    }
  }

  /// That by at most eight inputs.
  @inline(never)
  private func differentiateInputs<S: Scalar>(
    _ xOrY: UnsafePointer<S>, _ upstream: UnsafePointer<S>, count: Int,
    weights: UnsafePointer<S>, stride: Int, into output: UnsafeMutablePointer<S>, width: Int
  ) {
    let slope = derivative(Lanes.load(xOrY, width: width))
    let sums = Lanes.productSum(
      upstream, count: count, byRows: weights, stride: stride, width: width)
    Lanes.store(width == 8 ? sums * slope : Lanes.first(width, of: sums * slope), output)
  }
}

extension Lanes {
  /// The sum of products of numbers with columns of a matrix, one after the other.
  /// - Parameters:
  ///   - stride: the elements from one row of the matrix to the next.
  ///   - width: the rows of the matrix, at most eight; the other lanes are 0.
  @inline(__always)
  fileprivate static func productSum<S: Scalar>(
    _ factors: UnsafePointer<S>, count: Int, byColumns matrix: UnsafePointer<S>, stride: Int,
    width: Int
  ) -> SIMD8<S> {
    @inline(__always)
    func sum(_ width: Int) -> SIMD8<S> {
      var (sum, number) = (SIMD8<S>(), 0)
      while number < count {
        let column = matrix + number
        let lanes =
          width > 4
          ? SIMD8(
            lowHalf: load4(column, count: 4, stride),
            highHalf: load4(column + 4 &* stride, count: width &- 4, stride))
          : SIMD8(lowHalf: load4(column, count: width, stride), highHalf: .zero)
        sum.addProduct(SIMD8(repeating: factors[number]), lanes)
        number &+= 1
      }
      return sum
    }
    return ofKnownWidth(width, sum)
  }

  /// The sum of products of numbers with rows of a matrix, one after the other.
  /// - Parameters:
  ///   - stride: the elements from one row of the matrix to the next.
  ///   - width: the columns of the matrix, at most eight; the other lanes are 0.
  @inline(__always)
  fileprivate static func productSum<S: Scalar>(
    _ factors: UnsafePointer<S>, count: Int, byRows matrix: UnsafePointer<S>, stride: Int,
    width: Int
  ) -> SIMD8<S> {
    @inline(__always)
    func sum(_ width: Int) -> SIMD8<S> {
      var (sum, row, number) = (SIMD8<S>(), matrix, 0)
      while number < count {
        sum.addProduct(SIMD8(repeating: factors[number]), load(row, width: width))
        row += stride
        number &+= 1
      }
      return sum
    }
    return ofKnownWidth(width, sum)
  }

  /// Calls `body`, which is compiled in place, with a width that the compiler knows, so that loads have no branches.
  @inline(__always)
  private static func ofKnownWidth<S: Scalar>(_ width: Int, _ body: (Int) -> SIMD8<S>) -> SIMD8<S> {
    switch width {
    case 1: body(1)
    case 2: body(2)
    case 3: body(3)
    case 4: body(4)
    case 8: body(8)
    default: body(width)
    }
  }
}

/// The product of a column and a row, (a, b) ↦ aᵀ b of one row: the gradient of a layer's weights.
struct OuterProduct: Operation {
  var name: String { "outer product" }
  private var product: MatrixProduct { MatrixProduct(transposeA: true) }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try product.shape(of: inputs) }

  func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    product.gradient(upstream, of: result, inputs: inputs, in: &graph)
  }

  func work(result: (rows: Int, columns: Int), inputs: [(rows: Int, columns: Int)]) -> Int {
    product.work(result: result, inputs: inputs)
  }

  func formula(_ inputs: [FormulaText]) -> FormulaText { product.formula(inputs) }

  var kernel32: Kernel<Float> { { call, _ in Self.multiply(call) } }
  var kernel64: Kernel<Double> { { call, _ in Self.multiply(call) } }

  private static func multiply<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (a, b) = (UnsafePointer(call.pointee.a.pointer), UnsafePointer(call.pointee.b.pointer))
    let (rows, columns) = (call.pointee.output.rows, call.pointee.output.columns)
    if columns < 8 {
      multiplyShort(a, b, rows: rows, columns: columns, into: call.pointee.output.pointer)
    } else {
      multiplyLong(a, b, rows: rows, columns: columns, into: call.pointee.output.pointer)
    }
  }

  /// As a sum of products, which is never −0.
  @inline(__always)
  private static func product<S: Scalar>(_ a: SIMD8<S>, _ b: SIMD8<S>) -> SIMD8<S> {
    var sum = SIMD8<S>()
    sum.addProduct(a, b)
    return sum
  }

  /// Row by row. The last vector of a row may overlap the one before: what both compute is the same.
  @inline(__always)
  private static func multiplyLong<S: Scalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, rows: Int, columns: Int,
    into output: UnsafeMutablePointer<S>
  ) {
    var start = output
    for row in 0..<rows {
      let factor = SIMD8(repeating: a[row])
      var column = 0
      while column < columns {
        let first = min(column, columns &- 8)
        Lanes.store(product(factor, Lanes.load(b + first)), start + first)
        column &+= 8
      }
      start += columns
    }
  }

  /// Of rows that are shorter than a vector: as one long row, vector by vector, 0 behind the last product.
  @inline(__always)
  private static func multiplyShort<S: Scalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, rows: Int, columns: Int,
    into output: UnsafeMutablePointer<S>
  ) {
    let right = Lanes.load(b, count: columns)
    let width = SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: columns))
    // Numbers below 14 are divided by the columns exactly by this factor, and then by 256.
    let reciprocal = SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: 255 / columns) &+ 1)
    let count = rows &* columns
    var (index, row, column) = (0, 0, 0)
    while index < count {
      let left = Lanes.load(a + row, width: min(8, rows &- row))
      let places =
        SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
        &+ SIMD8(repeating: Int32(truncatingIfNeeded: column))
      let rowPlaces = (places &* reciprocal) &>> 8
      let lanes = product(
        S.permuted(left, to: rowPlaces), S.permuted(right, to: places &- rowPlaces &* width))
      Lanes.store(
        index &+ 8 <= count ? lanes : Lanes.first(count &- index, of: lanes), output + index)
      index &+= 8
      column &+= 8
      while column >= columns {
        column &-= columns
        row &+= 1
      }
    }
  }

  /// Graphs of one row reach this operation in the tests of plans.
  static var examples: [Example] { [] }
}
