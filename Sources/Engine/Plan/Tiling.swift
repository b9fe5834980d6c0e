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
  /// The most tiles of units: with more, each product's other factor is read too often. A large parameter has more.
  package var mostTilesOfUnits = 8
  /// The elements of a slice of a large parameter, at most about twice as many: the slice stays in the cache from its
  /// gradient to its update.
  package var mostSliceElements = 1 << 17

  package init() {}
}

/// The cutting of all values of a graph for one number of batch rows. It depends on shapes alone and
/// never on the number of threads, so results do not either.
struct Tiling: Sendable {
  /// The most rows of a product that is cut by columns. With few rows most of the work is to bring the
  /// weights near, which then happens once for all rows; many rows find no room in the cache.
  private static let mostRowsByColumns = 512

  /// The rows of the batch, or of the piece of it that is worked on at once.
  let rows: Int
  /// The rows of a tile; the last one may have fewer.
  let rowsPerTile: Int
  /// The additions and multiplications for all values over the batch.
  let work: Int
  private let partitions: [Partition]
  private let views: Views

  /// - Parameter values: the values to be computed.
  init(_ graph: Graph, views: Views, values: [Value], rows: Int, _ granularity: Granularity) {
    self.rows = rows
    self.views = views
    let batchValues = values.filter { graph.shape($0).rows.isBatch }
    work = batchValues.reduce(0) { $0 + graph.work($1, rows: rows) }
    var partitions = [Partition](repeating: .whole, count: graph.nodes.count)
    var workByRows = 0
    let recurring = Self.recurringFactors(of: batchValues, in: graph)
    for value in batchValues {
      if recurring.contains(where: { graph[value].inputs.contains($0) }) {
        workByRows += graph.work(value, rows: rows)
        continue
      }
      partitions[value.index] = Self.columns(
        of: value, in: graph, views, rows: rows, partitions, granularity)
      if partitions[value.index] == .whole { workByRows += graph.work(value, rows: rows) }
    }
    let isCutByColumns = batchValues.contains { partitions[$0.index] != .whole }

    let wanted = rows <= 128 ? (rows + 1) / 2 : rows <= 512 ? 64 : 128
    let length = (wanted + 15) / 16 * 16
    let tiles = (rows + length - 1) / max(length, 1)
    // Where there are several phases anyway, less is worth a tile.
    let leastWork = isCutByColumns ? granularity.leastWork / 8 : granularity.leastWork
    rowsPerTile = tiles > 1 && workByRows / tiles >= leastWork ? length : max(rows, 1)

    // A parameter and its gradient have one shape, and must have the same tiles.
    var workByShape: [Shape: Int] = [:]
    var leastByShape: [Shape: Int] = [:]
    for value in values where !graph.shape(value).rows.isBatch {
      let shape = graph.shape(value)
      workByShape[shape] = max(workByShape[shape] ?? 0, graph.work(value, rows: rows))
      if case .operation(let operation, _) = graph[value].source {
        leastByShape[shape] = max(leastByShape[shape] ?? 1, operation.leastTileRows)
      }
    }
    for value in graph.values where partitions[value.index] == .whole {
      let shape = graph.shape(value)
      switch shape.rows {
      case .batch: partitions[value.index] = rowsPerTile < rows ? .batch : .whole
      case .fixed:
        partitions[value.index] = Self.slices(
          of: shape, rows: rows, work: workByShape[shape] ?? 0, least: leastByShape[shape] ?? 1,
          granularity)
      }
    }
    self.partitions = partitions
  }

  /// The weights of steps of a sequence: by rows each thread goes through all steps alone, where by columns
  /// all would wait for each other at each step.
  private static func recurringFactors(of values: [Value], in graph: Graph) -> Set<Value> {
    var uses: [Value: Int] = [:]
    for value in values {
      guard case .operation(let operation, let inputs) = graph[value].source,
        operation is MatrixProduct || operation is AddedProduct,
        !graph.shape(inputs[1]).rows.isBatch
      else { continue }
      uses[inputs[1], default: 0] += 1
    }
    // A weight is read on the way to the outputs and by the gradient.
    return Set(uses.filter { $0.value > 2 }.keys)
  }

  /// The cutting by columns of a value with the rows of the batch; whole where it has none.
  private static func columns(
    of value: Value, in graph: Graph, _ views: Views, rows: Int, _ partitions: [Partition],
    _ granularity: Granularity
  ) -> Partition {
    guard graph.shape(value).rowCount(batch: rows) <= mostRowsByColumns,
      case .operation(let operation, let inputs) = graph[value].source, !inputs.isEmpty,
      inputs.indices.allSatisfy({ graph.columnRegion(of: value, operand: $0) != nil })
    else { return .whole }
    let shape = graph.shape(value)
    if operation.isElementwise {
      // As the newest of the values of its shape that it reads, which need not be waited for then.
      let newest = inputs.filter { graph.shape($0) == shape && views[$0] == nil }
        .max { $0.index < $1.index }
      return newest.map { partitions[$0.index] } ?? .whole
    }
    let most = min(
      shape.columns / granularity.leastColumns,
      graph.work(value, rows: rows) / max(granularity.leastWork, 1))
    return units(shape.columns, most: min(most, granularity.mostTilesOfUnits))
  }

  /// - Parameters:
  ///   - work: the most operations for a value of the shape.
  ///   - least: the fewest rows of a slice.
  private static func slices(
    of shape: Shape, rows: Int, work: Int, least: Int, _ granularity: Granularity
  ) -> Partition {
    guard case .fixed(let units) = shape.rows else { return .whole }
    // A row of the batch adds its share to an element's gradient by two operations, or more where it
    // brings several rows; the element's update takes as long as some sixteen.
    let elements = units * shape.columns
    let work = max(2 * rows * elements, work) + 16 * elements
    let most = min(
      units / least, work / granularity.leastSliceWork,
      max(granularity.mostTilesOfUnits, elements / granularity.mostSliceElements))
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

  /// The ranges of the tiles of a value of some shape: of columns where it is cut by columns, else of
  /// rows.
  func tiles(of partition: Partition, shape: Shape) -> [Range<Int>] {
    let rowCount = shape.rowCount(batch: rows)
    let (count, length) =
      switch partition {
      case .whole: (rowCount, max(rowCount, 1))
      case .batch: (rowCount, rowsPerTile * (shape.rows.rowsPerBatchRow ?? 1))
      case .units(let count, let length): (count, length)
      }
    return stride(from: 0, to: max(count, 1), by: length).map { $0..<min($0 + length, count) }
  }

  /// Whether the tiles of a value are columns of it, not rows.
  func isCutByColumns(_ value: Value, in graph: Graph) -> Bool {
    guard case .units = partition(of: value) else { return false }
    return graph.shape(value).rows.isBatch
  }

  /// The part of an operand that a tile of a node is computed from: all of it, or a range of its rows or
  /// columns. Where node and operand have different numbers of rows for each row of the batch, the rows are
  /// those of the same rows of the batch.
  func part(
    of operand: Int, for node: Value, tile: Int, in graph: Graph
  ) -> (region: Region, range: Range<Int>) {
    let region = region(of: operand, for: node, in: graph)
    let partition = partition(of: node)
    let isOfBatch = region == .rows && partition == .batch
    let shape = graph.shape(isOfBatch ? graph[node].inputs[operand] : node)
    return (region, tiles(of: partition, shape: shape)[tile])
  }

  private func region(of operand: Int, for node: Value, in graph: Graph) -> Region {
    if partition(of: node) == .whole { return .whole }
    return isCutByColumns(node, in: graph)
      ? graph.columnRegion(of: node, operand: operand) ?? .whole
      : graph.rowRegion(of: node, operand: operand)
  }

  /// Whether each tile of a node reads, of an input, only the tile with its own number; of a view, only
  /// that of its root.
  func isAligned(_ input: Value, to node: Value, operand: Int, in graph: Graph) -> Bool {
    let partition = partition(of: node)
    let root = views.root(of: input)
    guard self.partition(of: root) == partition else { return false }
    guard partition != .whole else { return true }
    let region = region(of: operand, for: node, in: graph)
    let isByColumns = isCutByColumns(root, in: graph)
    guard root != input else { return region == (isByColumns ? .columns : .rows) }
    // Columns of a view are others of its root. So are rows, unless they are of the same rows of the batch.
    return region == .rows && !isByColumns
      && (partition == .batch || graph.shape(input).rows == graph.shape(root).rows)
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
