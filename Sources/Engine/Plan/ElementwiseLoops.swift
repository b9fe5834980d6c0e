/// Loads and stores of eight elements, or of the last few of a row: these take the same way through a
/// formula, so that an element's result does not depend on its place.
enum Lanes {
  @inline(__always)
  static func load<S: Scalar>(_ pointer: UnsafePointer<S>) -> SIMD8<S> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<S>.self)
  }

  @inline(__always)
  static func store<S: Scalar>(_ lanes: SIMD8<S>, _ pointer: UnsafeMutablePointer<S>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD8<S>.self)
  }

  /// At most eight elements; what is in the other lanes has no meaning.
  @inline(__always)
  static func load<S: Scalar>(_ pointer: UnsafePointer<S>, count: Int) -> SIMD8<S> {
    if count < 4 { return SIMD8(lowHalf: load4(pointer, count: count), highHalf: .zero) }
    let low = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<S>.self)
    return SIMD8(lowHalf: low, highHalf: load4(pointer + 4, count: count - 4))
  }

  @inline(__always)
  private static func load4<S: Scalar>(_ pointer: UnsafePointer<S>, count: Int) -> SIMD4<S> {
    switch count {
    case 1: SIMD4(pointer[0], 0, 0, 0)
    case 2: SIMD4(pointer[0], pointer[1], 0, 0)
    case 3: SIMD4(pointer[0], pointer[1], pointer[2], 0)
    case 4: UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<S>.self)
    default: .zero
    }
  }

  @inline(__always)
  static func store<S: Scalar>(_ lanes: SIMD8<S>, _ pointer: UnsafeMutablePointer<S>, count: Int) {
    if count < 4 { return store4(lanes.lowHalf, pointer, count: count) }
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes.lowHalf, as: SIMD4<S>.self)
    store4(lanes.highHalf, pointer + 4, count: count - 4)
  }

  /// The first `count` of four elements.
  @inline(__always)
  static func store4<S: Scalar>(
    _ lanes: SIMD4<S>, _ pointer: UnsafeMutablePointer<S>, count: Int
  ) {
    if count >= 4 {
      UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD4<S>.self)
      return
    }
    if count > 0 { pointer[0] = lanes[0] }
    if count > 1 { pointer[1] = lanes[1] }
    if count > 2 { pointer[2] = lanes[2] }
  }
}

extension Lanes {
  /// At most eight elements that lie `step` apart; what is in the other lanes has no meaning.
  @inline(__always)
  static func load<S: Scalar>(_ pointer: UnsafePointer<S>, count: Int, step: Int) -> SIMD8<S> {
    if step == 1 { return count == 8 ? load(pointer) : load(pointer, count: count) }
    if count <= 4 { return SIMD8(lowHalf: load4(pointer, count: count, step), highHalf: .zero) }
    return SIMD8(
      lowHalf: load4(pointer, count: 4, step),
      highHalf: load4(pointer + 4 &* step, count: count - 4, step))
  }

  /// At most four elements that lie `step` apart.
  @inline(__always)
  static func load4<S: Scalar>(
    _ pointer: UnsafePointer<S>, count: Int, _ step: Int
  ) -> SIMD4<S> {
    switch count {
    case 1: SIMD4(pointer[0], 0, 0, 0)
    case 2: SIMD4(pointer[0], pointer[step], 0, 0)
    case 3: SIMD4(pointer[0], pointer[step], pointer[2 &* step], 0)
    default: SIMD4(pointer[0], pointer[step], pointer[2 &* step], pointer[3 &* step])
    }
  }

  /// A vector, or a number in all lanes.
  @inline(__always)
  static func loadVector<S: Scalar>(_ operand: borrowing Operand<S>) -> SIMD8<S> {
    let pointer = UnsafePointer(operand.pointer)
    return operand.columns == 1 ? SIMD8(repeating: pointer.pointee) : load(pointer)
  }

  /// The output of a call that is a vector.
  @inline(__always)
  static func storeVector<S: Scalar>(_ lanes: SIMD8<S>, _ call: UnsafePointer<Call<S>>) {
    let (width, output) = (call.pointee.output.columns, call.pointee.output.pointer)
    store(width == 8 ? lanes : first(width, of: lanes), output)
  }

  /// The first lanes, 0 in the others.
  @inline(__always)
  static func first<S: Scalar>(_ width: Int, of lanes: SIMD8<S>) -> SIMD8<S> {
    S.whereLess(
      SIMD8(0, 1, 2, 3, 4, 5, 6, 7), SIMD8(repeating: S(width)), then: lanes, otherwise: .zero)
  }

  /// At most eight elements; what is in the other lanes has no meaning.
  @inline(__always)
  static func load<S: Scalar>(_ pointer: UnsafePointer<S>, width: Int) -> SIMD8<S> {
    width == 8 ? load(pointer) : load(pointer, count: width)
  }

  /// At most eight elements.
  @inline(__always)
  static func store<S: Scalar>(_ lanes: SIMD8<S>, _ pointer: UnsafeMutablePointer<S>, width: Int) {
    if width == 8 { store(lanes, pointer) } else { store(lanes, pointer, count: width) }
  }
}

/// Copies a row; a short one without a call.
@inline(__always)
func copyElements<S: Scalar>(
  from source: UnsafePointer<S>, to output: UnsafeMutablePointer<S>, count: Int
) {
  guard count <= 128 else { return output.update(from: source, count: count) }
  var index = 0
  while index + 8 <= count {
    Lanes.store(Lanes.load(source + index), output + index)
    index += 8
  }
  if index < count {
    Lanes.store(
      Lanes.load(source + index, count: count - index), output + index, count: count - index)
  }
}

/// A row of an operand in an elementwise loop: a row of elements, or one element repeated.
struct ElementRow<S: Scalar> {
  let pointer: UnsafePointer<S>
  let isRepeated: Bool

  @inline(__always)
  init(_ operand: borrowing Operand<S>, row: Int, columns: Int) {
    let first = operand.rows == 1 ? 0 : row * operand.stride
    pointer = UnsafePointer(operand.pointer + first)
    isRepeated = operand.columns == 1 && columns > 1
  }

  @inline(__always)
  func lanes(_ column: Int, width: Int) -> SIMD8<S> {
    if isRepeated { return SIMD8(repeating: pointer[0]) }
    return width == 8 ? Lanes.load(pointer + column) : Lanes.load(pointer + column, count: width)
  }
}

/// Calls `body` with the first of eight columns and 8, and for the last few columns with their number.
@inline(__always)
func forEachVector(_ columns: Int, _ body: (_ column: Int, _ width: Int) -> Void) {
  var column = 0
  while column &+ 8 <= columns {
    body(column, 8)
    column &+= 8
  }
  if column < columns { body(column, columns &- column) }
}

// What is called in the loops below is compiled in place: a call for each vector would take longer than
// most formulas. So it is a function with that attribute, which a closure cannot have.

/// output ← formula(a), elementwise.
/// - Parameter formula: to be marked `@inline(__always)`.
@inline(__always)
func mapElements<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ formula: (SIMD8<S>) -> SIMD8<S>
) {
  forEachRow(call) { output, columns, row in
    let a = ElementRow(call.pointee.a, row: row, columns: columns)
    @inline(__always)
    func compute(_ column: Int, _ width: Int) {
      Lanes.store(formula(a.lanes(column, width: width)), output + column, width: width)
    }
    forEachVector(columns, compute)
  }
}

/// output ← formula(a, b), elementwise, single rows and columns repeated.
@inline(__always)
func mapElements<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ formula: (SIMD8<S>, SIMD8<S>) -> SIMD8<S>
) {
  forEachRow(call) { output, columns, row in
    let a = ElementRow(call.pointee.a, row: row, columns: columns)
    let b = ElementRow(call.pointee.b, row: row, columns: columns)
    @inline(__always)
    func compute(_ column: Int, _ width: Int) {
      let lanes = formula(a.lanes(column, width: width), b.lanes(column, width: width))
      Lanes.store(lanes, output + column, width: width)
    }
    forEachVector(columns, compute)
  }
}

/// output ← formula(a, b, c), elementwise, single rows and columns repeated.
@inline(__always)
func mapElements<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ formula: (SIMD8<S>, SIMD8<S>, SIMD8<S>) -> SIMD8<S>
) {
  forEachRow(call) { output, columns, row in
    let a = ElementRow(call.pointee.a, row: row, columns: columns)
    let b = ElementRow(call.pointee.b, row: row, columns: columns)
    let c = ElementRow(call.pointee.c, row: row, columns: columns)
    @inline(__always)
    func compute(_ column: Int, _ width: Int) {
      let lanes = formula(
        a.lanes(column, width: width), b.lanes(column, width: width), c.lanes(column, width: width))
      Lanes.store(lanes, output + column, width: width)
    }
    forEachVector(columns, compute)
  }
}

/// The sum of elements that lie `step` apart, in an order that depends only on their number.
@inline(__always)
func sum<S: Scalar>(_ pointer: UnsafePointer<S>, count: Int, step: Int = 1) -> S {
  var lanes = SIMD8<S>()
  var index = 0
  while index + 8 <= count {
    lanes += Lanes.load(pointer + index * step, count: 8, step: step)
    index += 8
  }
  var total = lanes.sum()
  while index < count {
    total += pointer[index * step]
    index += 1
  }
  return total
}

/// Calls `body` with the start, the number of columns and the number of each row of the output.
@inline(__always)
func forEachRow<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ body: (UnsafeMutablePointer<S>, Int, Int) -> Void
) {
  let output = call.pointee.output.pointer
  let stride = call.pointee.output.stride
  let columns = call.pointee.output.columns
  for row in 0..<call.pointee.output.rows { body(output + row * stride, columns, row) }
}
