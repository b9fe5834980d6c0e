/// The parameters of a network with their gradients and the optimizer's state, each kind in one flat
/// buffer in which every tensor starts on a cache line.
package final class ParameterStorage<S: Scalar>: Sendable {
  /// [rows, columns] of each tensor and whether it holds weights (not biases).
  package struct Tensor: Sendable {
    package let rows: Int
    package let columns: Int
    package let isWeight: Bool

    package init(rows: Int, columns: Int, isWeight: Bool) {
      self.rows = rows
      self.columns = columns
      self.isWeight = isWeight
    }

    package var count: Int { rows * columns }
  }

  package let tensors: [Tensor]
  /// The first element of each tensor in every buffer.
  package let offsets: [Int]
  package let values: Memory<S>
  package let gradients: Memory<S>
  package let slots: [Memory<S>]
  /// The buffer at which gradients are taken: the values, or a slot where the optimizer looks ahead.
  package let evaluationPoint: Memory<S>

  package init(_ tensors: [Tensor], slots slotCount: Int = 0, evaluationSlot: Int? = nil) {
    self.tensors = tensors
    var offsets: [Int] = []
    var count = 0
    for tensor in tensors {
      offsets.append(count)
      count += Layout.padded(tensor.count)
    }
    self.offsets = offsets
    values = Memory(count: count)
    gradients = Memory(count: count)
    let slots = (0..<slotCount).map { _ in Memory<S>(count: count) }
    self.slots = slots
    evaluationPoint = evaluationSlot.map { slots[$0] } ?? values
  }

  /// The elements of one tensor in a buffer.
  package func elements(of tensor: Int, in memory: Memory<S>) -> UnsafeMutableBufferPointer<S> {
    .init(start: memory.start + offsets[tensor], count: tensors[tensor].count)
  }
}
