/// How a value is cut into tiles, each computed by one thread.
enum Partition: Hashable, Sendable {
  /// One tile.
  case whole
  /// The rows of the batch.
  case batch
  /// This many units, `length` to a tile: the columns of a value that has the rows of the batch, the rows
  /// of a parameter-shaped matrix.
  case units(count: Int, length: Int)
}

/// How small tiles may be.
package struct Granularity: Sendable {
  /// Additions and multiplications on rows that are worth a tile of their own, some 10 µs of work: less
  /// is done before another thread has taken part.
  package var leastWork = 1_000_000
  /// Those on elements of a parameter that are worth a slice of their own.
  package var leastSliceWork = 300_000
  /// The fewest columns of a tile: those of a product's panel.
  package var leastColumns = 16
  /// The most tiles of units: more, and each product's other factor is read too often.
  package var mostTilesOfUnits = 8

  package init() {}
}

/// The cutting of all values of a graph for one number of batch rows. It depends on shapes alone and
/// never on the number of threads, so results do not either.
struct Tiling: Sendable {
  /// The most rows of a product that is cut by columns. With few rows most of the work is to bring the
  /// weights near, which then happens once for all rows; many rows find no room in the cache.
  private static let mostRowsByColumns = 128

  /// The rows of the batch, or of the piece of it that is worked on at once.
  let rows: Int
  /// The rows of a tile; the last one may have fewer.
  let rowsPerTile: Int
  /// The additions and multiplications for all values over the batch.
  let work: Int
  private let partitions: [Partition]

  /// - Parameter values: the values to be computed.
  init(_ graph: Graph, values: [Value], rows: Int, _ granularity: Granularity) {
    self.rows = rows
    let batchValues = values.filter { graph.shape($0).rows == .batch }
    work = batchValues.reduce(0) { $0 + graph.work($1, rows: rows) }
    var partitions = [Partition](repeating: .whole, count: graph.nodes.count)
    var workByRows = 0
    for value in batchValues {
      partitions[value.index] = Self.columns(
        of: value, in: graph, rows: rows, partitions, granularity)
      if partitions[value.index] == .whole { workByRows += graph.work(value, rows: rows) }
    }
    let isCutByColumns = batchValues.contains { partitions[$0.index] != .whole }

    let wanted = rows <= 128 ? (rows + 1) / 2 : rows <= 512 ? 64 : 128
    let length = (wanted + 15) / 16 * 16
    let tiles = (rows + length - 1) / max(length, 1)
    // Where there are several phases anyway, less is worth a tile.
    let leastWork = isCutByColumns ? granularity.leastWork / 8 : granularity.leastWork
    rowsPerTile = tiles > 1 && workByRows / tiles >= leastWork ? length : max(rows, 1)

    for value in graph.values where partitions[value.index] == .whole {
      let shape = graph.shape(value)
      switch shape.rows {
      case .batch: partitions[value.index] = rowsPerTile < rows ? .batch : .whole
      case .fixed: partitions[value.index] = Self.slices(of: shape, rows: rows, granularity)
      }
    }
    self.partitions = partitions
  }

  /// The cutting by columns of a value with the rows of the batch; whole where it has none.
  private static func columns(
    of value: Value, in graph: Graph, rows: Int, _ partitions: [Partition],
    _ granularity: Granularity
  ) -> Partition {
    guard rows <= mostRowsByColumns,
      case .operation(let operation, let inputs) = graph[value].source, !inputs.isEmpty,
      inputs.indices.allSatisfy({ graph.columnRegion(of: value, operand: $0) != nil })
    else { return .whole }
    let shape = graph.shape(value)
    if operation.isElementwise {
      // As the newest of the values of its shape that it reads, which need not be waited for then.
      let newest = inputs.filter { graph.shape($0) == shape }.max { $0.index < $1.index }
      return newest.map { partitions[$0.index] } ?? .whole
    }
    let most = min(
      shape.columns / granularity.leastColumns,
      graph.work(value, rows: rows) / max(granularity.leastWork, 1))
    return units(shape.columns, most: min(most, granularity.mostTilesOfUnits))
  }

  private static func slices(of shape: Shape, rows: Int, _ granularity: Granularity) -> Partition {
    guard case .fixed(let units) = shape.rows else { return .whole }
    // A row of the batch adds its share to an element's gradient by two operations; the element's
    // update takes as long as some sixteen.
    let work = units * shape.columns * (2 * rows + 16)
    let most = min(units, work / granularity.leastSliceWork, granularity.mostTilesOfUnits)
    return Self.units(units, most: most)
  }

  /// Units in at most as many tiles: a power of two, so that few threads get equal shares; long tiles are
  /// as long as some whole panels of a product.
  private static func units(_ count: Int, most: Int) -> Partition {
    var tiles = 1
    while tiles * 2 <= most { tiles *= 2 }
    let length = (count + tiles - 1) / tiles
    let padded = length > 16 ? (length + 15) / 16 * 16 : length
    return padded < count ? .units(count: count, length: padded) : .whole
  }

  func partition(of value: Value) -> Partition { partitions[value.index] }

  /// The ranges of the tiles of a value with `rowCount` rows: of columns where it is cut by columns, else
  /// of rows.
  func tiles(of partition: Partition, rowCount: Int) -> [Range<Int>] {
    let (count, length) =
      switch partition {
      case .whole: (rowCount, max(rowCount, 1))
      case .batch: (rowCount, rowsPerTile)
      case .units(let count, let length): (count, length)
      }
    return stride(from: 0, to: max(count, 1), by: length).map { $0..<min($0 + length, count) }
  }

  /// Whether the tiles of a value are columns of it, not rows.
  func isCutByColumns(_ value: Value, in graph: Graph) -> Bool {
    guard case .units = partition(of: value) else { return false }
    return graph.shape(value).rows == .batch
  }

  /// The part of an operand that a tile of a node is computed from.
  func region(of operand: Int, for node: Value, in graph: Graph) -> Region {
    if partition(of: node) == .whole { return .whole }
    return isCutByColumns(node, in: graph)
      ? graph.columnRegion(of: node, operand: operand) ?? .whole
      : graph.rowRegion(of: node, operand: operand)
  }

  /// Whether each tile of a node reads, of an input, only the tile with its own number.
  func isAligned(_ input: Value, to node: Value, operand: Int, in graph: Graph) -> Bool {
    let partition = partition(of: node)
    guard self.partition(of: input) == partition else { return false }
    guard partition != .whole else { return true }
    return region(of: operand, for: node, in: graph)
      == (isCutByColumns(input, in: graph) ? .columns : .rows)
  }
}

extension Graph {
  /// The part of an operand that some rows of a node are computed from.
  fileprivate func rowRegion(of node: Value, operand: Int) -> Region {
    guard case .operation(let operation, let inputs) = self[node].source else { return .whole }
    return operation.region(of: shape(inputs[operand]), of: shape(node), operand: operand)
  }

  /// The part of an operand that some columns of a node are computed from; nil where they are not
  /// computed apart.
  fileprivate func columnRegion(of node: Value, operand: Int) -> Region? {
    guard case .operation(let operation, let inputs) = self[node].source else { return nil }
    return operation.columnRegion(of: shape(inputs[operand]), of: shape(node), operand: operand)
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
