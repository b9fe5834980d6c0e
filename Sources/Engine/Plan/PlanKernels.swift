internal import CProcessor
internal import Synchronization

// The steps of a plan that are not operations of the graph.

/// Gathers rows of the data into the batch, and asks for the rows of the next one to come nearer.
/// - Parameters:
///   - number: that of the data matrix, as in `Source.data`.
///   - length: the rows of the batch, or of the piece of it that is worked on.
func gatherRows<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>, of number: Int,
  batch length: Int
) {
  let columns = call.pointee.output.columns
  guard let data = context.pointee.data(number) else { return }
  let first = context.pointee.start + context.pointee.pieceStart + call.pointee.firstRow
  let output = call.pointee.output.pointer
  let rows = call.pointee.output.rows
  guard let order = context.pointee.order else {
    return copyElements(from: data + first * columns, to: output, count: rows * columns)
  }
  for row in 0..<rows {
    let source = data + Int(order[first + row]) * columns
    copyElements(from: source, to: output + row * columns, count: columns)
  }
  let next = first + length
  for number in next..<max(next, min(next + rows, context.pointee.rowCount)) {
    prefetchRow(data + Int(order[number]) * columns, count: columns)
  }
}

/// The same for a batch of one row, of which whole vectors are written: then what reads it need not wait.
func gatherRow<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>, of number: Int
) {
  guard let data = context.pointee.data(number) else { return }
  let (columns, output) = (call.pointee.output.columns, call.pointee.output.pointer)
  let place = context.pointee.start
  var source = data + place &* columns
  if let order = context.pointee.order {
    source = data + Int(order[place]) &* columns
    if place &+ 1 < context.pointee.rowCount {
      prefetchRow(data + Int(order[place &+ 1]) &* columns, count: columns)
    }
  }
  var column = 0
  while column < columns {
    Lanes.store(Lanes.load(source + column, width: min(8, columns &- column)), output + column)
    column &+= 8
  }
}

/// Hints that a row will be read. Of a long one the start is enough, after which the processor sees
/// the pattern by itself.
@inline(__always)
private func prefetchRow<S: Scalar>(_ row: UnsafePointer<S>, count: Int) {
  let bytes = UnsafeRawPointer(row)
  let size = min(count * MemoryLayout<S>.stride, 512)
  for offset in stride(from: 0, to: size, by: 64) { prefetch(bytes + offset) }
  prefetch(bytes + size - 1)
}

/// The sum of the squares of a gradient's tile.
func sumOfSquares<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
  let gradient = call.pointee.a
  let count = gradient.rows * gradient.columns
  var lanes = SIMD8<S>()
  var index = 0
  while index + 8 <= count {
    let values = Lanes.load(UnsafePointer(gradient.pointer + index))
    lanes += values * values
    index += 8
  }
  var total = lanes.sum()
  while index < count {
    total += gradient.pointer[index] * gradient.pointer[index]
    index += 1
  }
  call.pointee.output.pointer[0] = total
}

/// Updates a run of parameters, and reports where a value is no longer finite.
@inline(__always)
func updateParameters<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>, areWeights: Bool,
  by rule: (_ block: UpdateBlock<S>, _ rate: Double, _ step: Int) -> Void
) {
  var check = SIMD8<S>()
  withUnsafeMutablePointer(to: &check) { check in
    let block = UpdateBlock(
      values: call.pointee.output.pointer, gradients: call.pointee.a.pointer,
      slot0: call.pointee.b.pointer, slot1: call.pointee.c.pointer,
      count: call.pointee.output.columns, check: check,
      isWeight: areWeights)
    rule(block, context.pointee.rate, context.pointee.step)
  }
  // A sum, since a comparison of vectors whose type is not known here goes number by number.
  if check.sum() != 0 { context.pointee.fault?.pointee.store(true, ordering: .relaxed) }
}
