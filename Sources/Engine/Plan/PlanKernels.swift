// The steps of a plan that are not operations of the graph.

/// Gathers rows of the data into the batch.
func gatherRows<S: Scalar>(_ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>)
{
  let columns = call.pointee.output.columns
  guard let data = context.pointee.data(call.pointee.attributes.integers[0]) else { return }
  let first = context.pointee.pieceStart + call.pointee.firstRow
  let output = call.pointee.output.pointer
  let rows = call.pointee.output.rows
  guard let order = context.pointee.order else {
    output.update(from: data + (context.pointee.start + first) * columns, count: rows * columns)
    return
  }
  for row in 0..<rows {
    let source = data + Int(order[context.pointee.start + first + row]) * columns
    (output + row * columns).update(from: source, count: columns)
  }
}

/// The sum of the squares of a gradient's tile, kept apart for odd and even steps: one may be read
/// while the next is computed.
func sumOfSquares<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>
) {
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
  call.pointee.output.pointer[(context.pointee.step & 1) * call.pointee.attributes.integers[0]] =
    total
}

/// Updates a tile of a parameter, and reports where a value is no longer finite.
func updateParameters<S: Scalar>(
  _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>
) {
  let values = call.pointee.output
  let count = values.rows * values.columns
  var start = 0
  // Blocks that stay in the nearest cache until they are checked.
  while start < count {
    let block = UpdateBlock(
      values: values.pointer + start, gradients: call.pointee.a.pointer + start,
      slot0: call.pointee.b.pointer + start, slot1: call.pointee.c.pointer + start,
      count: min(1024, count - start), isWeight: call.pointee.attributes.integers[0] == 1)
    S.update(block, with: context.pointee.optimizer, step: context.pointee.step)
    if !block.isFinite { context.pointee.fault?.pointee = 1 }
    start += 1024
  }
}
