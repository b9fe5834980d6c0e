/// How a value is cut into tiles, each computed by one thread.
enum Partition: Hashable, Sendable {
  /// One tile.
  case whole
  /// The rows of the batch.
  case batch
  /// Rows of a parameter-shaped matrix with this many rows, `length` to a tile.
  case slices(rows: Int, length: Int)
}

/// How small tiles may be.
package struct Granularity: Sendable {
  /// Additions and multiplications on rows that are worth a tile of their own, some 10 µs of work: less
  /// is done before another thread has taken part.
  package var leastWork = 1_000_000
  /// Those on elements of a parameter that are worth a slice of their own.
  package var leastSliceWork = 300_000
  package var mostSlices = 8

  package init() {}
}

/// The cutting of all values of a graph for one number of batch rows. It depends on shapes alone and
/// never on the number of threads, so results do not either.
struct Tiling: Sendable {
  private let granularity: Granularity
  /// The rows of the batch, or of the piece of it that is worked on at once.
  let rows: Int
  /// The rows of a tile; the last one may have fewer.
  let rowsPerTile: Int

  /// The additions and multiplications for all values over the batch.
  let work: Int

  /// - Parameter values: the values to be computed.
  init(_ graph: Graph, values: [Value], rows: Int, _ granularity: Granularity) {
    self.rows = rows
    self.granularity = granularity
    work = values.reduce(0) {
      $0 + (graph.shape($1).rows == .batch ? graph.work($1, rows: rows) : 0)
    }
    let wanted = rows <= 128 ? (rows + 1) / 2 : rows <= 512 ? 64 : 128
    let length = (wanted + 15) / 16 * 16
    let tiles = (rows + length - 1) / max(length, 1)
    rowsPerTile = tiles > 1 && work / tiles >= granularity.leastWork ? length : max(rows, 1)
  }

  func partition(of shape: Shape) -> Partition {
    switch shape.rows {
    case .batch:
      return rowsPerTile < rows ? .batch : .whole
    case .fixed(let rows):
      // A row of the batch adds its share to an element's gradient by two operations; the element's
      // update takes as long as some sixteen.
      let work = rows * shape.columns * (2 * self.rows + 16)
      let most = min(rows, work / granularity.leastSliceWork, granularity.mostSlices)
      // A power of two, so that few threads get equal shares.
      var slices = 1
      while slices * 2 <= most { slices *= 2 }
      return slices > 1 ? .slices(rows: rows, length: (rows + slices - 1) / slices) : .whole
    }
  }

  /// The row ranges of the tiles of a value with `rowCount` rows.
  func tiles(of partition: Partition, rowCount: Int) -> [Range<Int>] {
    let length =
      switch partition {
      case .whole: max(rowCount, 1)
      case .batch: rowsPerTile
      case .slices(_, let length): length
      }
    return stride(from: 0, to: max(rowCount, 1), by: length).map {
      $0..<min($0 + length, rowCount)
    }
  }

  /// Whether each tile of a node reads, of an input, only the tile with its own number.
  func isAligned(_ input: Value, to node: Value, operand: Int, in graph: Graph) -> Bool {
    let (from, to) = (graph.shape(input), graph.shape(node))
    let partition = partition(of: to)
    guard self.partition(of: from) == partition else { return false }
    guard partition != .whole else { return true }
    return graph.region(of: input, for: node, operand: operand) == .rows
  }
}

extension Graph {
  /// The part of an operand that a tile of rows of a node is computed from.
  func region(of input: Value, for node: Value, operand: Int) -> Region {
    guard case .operation(let operation, _) = self[node].source else { return .whole }
    return operation.region(of: shape(input), of: shape(node), operand: operand)
  }

  /// The additions and multiplications of a node.
  func work(_ value: Value, rows: Int) -> Int {
    guard case .operation(let operation, let inputs) = self[value].source else { return 0 }
    return operation.work(
      result: extents(value, rows: rows), inputs: inputs.map { extents($0, rows: rows) })
  }

  /// The elements that a node's operation needs for itself.
  package func workspace(_ value: Value, rows: Int) -> Int {
    guard case .operation(let operation, let inputs) = self[value].source else { return 0 }
    return operation.workspace(
      result: extents(value, rows: rows), inputs: inputs.map { extents($0, rows: rows) })
  }

  private func extents(_ value: Value, rows: Int) -> (rows: Int, columns: Int) {
    (shape(value).rowCount(batch: rows), shape(value).columns)
  }
}
