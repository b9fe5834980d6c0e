/// The parameters of a network with their gradients and the optimizer's state, each kind in one flat
/// buffer: first all weights, then all biases, every tensor on cache lines of its own. What is between
/// them is 0 and stays so, since every update rule leaves a parameter that is 0, without gradient and
/// state, at 0. Beside them it holds the states that a computation keeps without gradients.
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
  /// The states, by their numbers in the graph.
  package let states: [Memory<S>]
  /// The buffer at which gradients are taken: the values, or a slot where the optimizer looks ahead.
  package let evaluationPoint: Memory<S>

  /// - Parameter states: the number of elements of each state.
  package init(
    _ tensors: [Tensor], slots slotCount: Int = 0, evaluationSlot: Int? = nil, states: [Int] = []
  ) {
    self.states = states.map { Memory(count: $0) }
    self.tensors = tensors
    var offsets = tensors.map { _ in 0 }
    var count = 0
    for isWeight in [true, false] {
      for (number, tensor) in tensors.enumerated() where tensor.isWeight == isWeight {
        offsets[number] = count
        count += Layout.padded(tensor.count)
      }
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

  /// The elements of some tensors as few runs of tensors that lie side by side.
  /// - Parameter areApart: whether weights and biases are not to be in one run.
  func neighbours(
    _ numbers: [Int], areApart: Bool
  ) -> [(elements: Range<Int>, isWeight: Bool)] {
    var runs: [(elements: Range<Int>, isWeight: Bool)] = []
    for number in numbers.sorted(by: { offsets[$0] < offsets[$1] }) {
      let tensor = tensors[number]
      let elements = offsets[number]..<offsets[number] + Layout.padded(tensor.count)
      if let last = runs.last, last.elements.upperBound == elements.lowerBound,
        !areApart || last.isWeight == tensor.isWeight
      {
        runs[runs.count - 1].elements = last.elements.lowerBound..<elements.upperBound
      } else {
        runs.append((elements, tensor.isWeight))
      }
    }
    return runs
  }
}
