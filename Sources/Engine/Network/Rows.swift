/// Rows of data as a network takes them: inputs [rows, inputs] and targets [rows, targets], row-major,
/// the weights of their losses, [rows, 1], where they do not count alike, and where some of them are there
/// for others alone, their shares, [rows, 1].
///
/// Invariant: whoever makes one keeps the memory alive and unchanged for as long as it is used.
package struct Rows<S: Scalar>: @unchecked Sendable {
  package let inputs: UnsafePointer<S>
  package let targets: UnsafePointer<S>
  package let weights: UnsafePointer<S>?
  /// rows / n for each of the n rows that count in a loss or a score, so that a mean over all rows is that over
  /// these, and 0 for the others, as for the nodes of a graph in other splits; nil where all count.
  package let shares: UnsafePointer<S>?
  package let count: Int
  /// What brings rows into memory that are not; nil where all are.
  package private(set) var feed: (any RowFeed<S>)?

  /// Rows that are not all in memory, for training alone.
  package init(from feed: any RowFeed<S>, count: Int) {
    // Replaced before anything is read.
    let nothing = UnsafePointer<S>(bitPattern: MemoryLayout<S>.alignment)
    guard let nothing else { preconditionFailure("an alignment is not 0") }
    self.init(inputs: nothing, targets: nothing, count: count)
    self.feed = feed
  }

  package init(
    inputs: UnsafePointer<S>, targets: UnsafePointer<S>, weights: UnsafePointer<S>? = nil,
    shares: UnsafePointer<S>? = nil, count: Int
  ) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.shares = shares
    self.count = count
  }

  /// Some neighbouring rows of a network's data.
  package func part(from start: Int, count: Int, of network: Network) -> Rows<S> {
    Rows(
      inputs: inputs + start * network.inputs, targets: targets + start * network.targetColumns,
      weights: weights.map { $0 + start }, shares: shares.map { $0 + start }, count: count)
  }

  /// Whether a row counts in a loss or a score.
  func counts(_ row: Int) -> Bool { shares.map { $0[row] > 0 } ?? true }
}

/// Rows of an epoch as they come into memory.
package struct FedRows<S: Scalar> {
  package let inputs: UnsafePointer<S>
  package let targets: UnsafePointer<S>
  package let weights: UnsafePointer<S>?
  /// For each place in the epoch's order which of the rows it is: to be read from the first place that was asked for
  /// up to `end`.
  package let order: UnsafePointer<Int32>
  /// The first place in the order whose row is not in memory.
  package let end: Int

  package init(
    inputs: UnsafePointer<S>, targets: UnsafePointer<S>, weights: UnsafePointer<S>?,
    order: UnsafePointer<Int32>, end: Int
  ) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.order = order
    self.end = end
  }
}

/// Brings the rows of an epoch into memory, part by part.
package protocol RowFeed<S>: AnyObject {
  associatedtype S: Scalar

  /// The rows at some places of the epoch's order, which stay where they are until others are asked for.
  func rows(at places: Range<Int>) -> FedRows<S>
}

/// Rows cut into pieces of equal length, the last of which may have fewer.
struct RowPieces: Sendable {
  let rowCount: Int
  let length: Int

  init(rowCount: Int, length: Int) {
    self.rowCount = rowCount
    self.length = length
  }

  var count: Int { (rowCount + length - 1) / length }

  /// The rows of a piece.
  func rows(of piece: Int) -> Range<Int> {
    piece * length..<min((piece + 1) * length, rowCount)
  }
}
