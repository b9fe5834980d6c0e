import Engine
import Tabular

/// Maps the blocks of rows that are in a file, one after the other in the order of an epoch.
///
/// Invariant: one thread uses it; rows stay where they are until others are asked for.
final class BlockFeed<S: RunScalar>: RowFeed {
  private let order: EpochOrder
  private let inputs: MatrixWindow<S>
  private let targets: MatrixWindow<S>
  private let weights: MatrixWindow<S>?
  private let slots: Int
  private var epoch = 0
  private var sequence: [Int] = []
  /// The block in the sequence that is mapped next.
  private var next = 0
  /// The places in the order whose rows are mapped, and which rows these are.
  private var places = 0..<0
  private let rows: UnsafeMutablePointer<Int32>

  private var blocks: RowBlocks { order.blocks }

  /// - Parameters:
  ///   - data: rows in a file.
  ///   - most: how many rows are asked for at a time, at most.
  init(_ data: Encoded<S>, _ order: EpochOrder, most: Int) {
    self.order = order
    let blocks = data.blocks
    let least = max(1, blocks.rows / blocks.count)
    slots = min(blocks.count, most / least + 2)
    inputs = MatrixWindow(data.inputs, slots: slots)
    targets = MatrixWindow(data.targets, slots: slots)
    weights = data.weights.map { [slots] in MatrixWindow($0, slots: slots) }
    rows = .allocate(capacity: max(1, slots * min(blocks.stride, blocks.rows)))
    rows.initialize(repeating: 0, count: max(1, slots * min(blocks.stride, blocks.rows)))
  }

  deinit { rows.deallocate() }

  /// Goes on with an epoch, counted from 1, at any place of its order.
  func begin(_ epoch: Int) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    sequence = order.sequence(of: epoch)
    (next, places) = (0, 0..<0)
  }

  func rows(at wanted: Range<Int>) -> FedRows<S> {
    if wanted.lowerBound < places.lowerBound || wanted.lowerBound > places.upperBound {
      seek(wanted.lowerBound)
    }
    if wanted.upperBound > places.upperBound {
      // What is left of the blocks before goes to the front.
      let rest = places.upperBound - wanted.lowerBound
      rows.update(from: rows + (wanted.lowerBound - places.lowerBound), count: rest)
      places = wanted.lowerBound..<places.upperBound
      while places.upperBound < wanted.upperBound, next < sequence.count { mapNext() }
    }
    return FedRows(
      inputs: inputs.base, targets: targets.base, weights: weights?.base,
      order: UnsafePointer(rows) - places.lowerBound, end: places.upperBound)
  }

  /// Starts with the block that has a place of the order.
  private func seek(_ place: Int) {
    var start = 0
    next = 0
    while next + 1 < sequence.count, start + blocks.rows(of: sequence[next]).count <= place {
      start += blocks.rows(of: sequence[next]).count
      next += 1
    }
    places = start..<start
    mapNext()
    rows.update(from: rows + (place - start), count: places.upperBound - place)
    places = place..<places.upperBound
  }

  private func mapNext() {
    let (block, slot) = (sequence[next], next % slots)
    let count = blocks.rows(of: block).count
    inputs.map(block, to: slot)
    targets.map(block, to: slot)
    weights?.map(block, to: slot)
    order.fill(
      UnsafeMutableBufferPointer(start: rows + places.count, count: count), of: block,
      in: epoch, from: Int32(slot * blocks.stride))
    places = places.lowerBound..<places.upperBound + count
    next += 1
    guard next < sequence.count else { return }
    inputs.expect(sequence[next])
    targets.expect(sequence[next])
  }
}
