internal import Randomness

/// When a dropout mask is drawn anew.
package enum DropoutResample: String, CaseIterable, Sendable {
  /// At each update, for each row and unit.
  case step
  /// At each epoch, for each unit.
  case epoch
}

/// A random mask: 0 with probability p, else 1 / (1 − p); [rows, units], for one layer.
package struct DropoutMask: Operation {
  package var name: String { "dropout_mask" }
  private let rate: Double
  private let units: Int
  /// The layer whose outputs are dropped, from 0.
  package let layer: Int
  private let resample: DropoutResample

  package init(rate: Double, units: Int, layer: Int, resample: DropoutResample) {
    self.rate = rate
    self.units = units
    self.layer = layer
    self.resample = resample
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.isEmpty else { throw ShapeError(name, inputs, expected: "no input") }
    return Shape(.batch, units)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    []
  }

  package var kernel32: Kernel<Float> { { call, context in run(call, context) } }
  package var kernel64: Kernel<Double> { { call, context in run(call, context) } }

  private func run<S: Scalar>(
    _ call: UnsafePointer<Call<S>>, _ context: UnsafePointer<StepContext<S>>
  ) {
    let perEpoch = resample == .epoch
    let random = RandomStream(
      seed: context.pointee.seed, .dropout,
      major: perEpoch ? context.pointee.epoch : context.pointee.step,
      minor: layer)
    let threshold = UInt64((rate * 0x1p32).rounded())
    let kept = S(1 / (1 - rate))
    let firstRow = context.pointee.pieceStart + call.pointee.firstRow
    forEachRow(call) { output, columns, row in
      // A row starts at a block of its own, so that it is the same in whichever piece it lies.
      let blocks = (columns + 3) / 4
      let start = perEpoch ? 0 : (firstRow + row) * blocks
      withUnsafeTemporaryAllocation(of: SIMD4<UInt64>.self, capacity: 8) { bits in
        for block in stride(from: 0, to: blocks, by: 8) {
          let words = random.bitsOfEight(from: start + block)
          for number in 0..<8 {
            bits[number] = SIMD4(
              words.0[number], words.1[number], words.2[number], words.3[number])
          }
          for column in 4 * block..<min(4 * block + 32, columns) {
            output[column] = bits[column / 4 - block][column % 4] < threshold ? 0 : kept
          }
        }
      }
    }
  }

  package static var examples: [Example] {
    [
      Example(
        DropoutMask(rate: 0.5, units: 6, layer: 1, resample: .step), [], refused: [[.scalar]])
    ]
  }
}
