import System

/// Encodes the rows of a table part by part.
enum TableEncoding {
  /// How many bytes of rows are encoded before their memory is given back, or before they are written.
  private static let slabBytes = 16 << 20
  /// How many rows a thread takes at a time.
  private static let pieceRows = 1024

  /// Encodes every row into the matrices of its part; the table's cells are used up where they are not to
  /// be kept.
  ///
  /// Rows of validation and test keep their order, those for training are dealt to blocks. In memory the table's
  /// memory is given back as the matrices fill, so that both together hardly take more than either; to a file rows go
  /// slab by slab, those of a block together.
  /// - Parameters:
  ///   - asCells: whether rows stay cells.
  ///   - dealing: what training rows are dealt to blocks by; nil where they keep their order.
  ///   - file: where the rows go; nil for memory.
  /// - Returns: for each part its rows; nil where it has none.
  static func encode<Scalar: TableScalar>(
    _ table: TrainingTable, _ encoder: Encoder, parts: [RowSplit.Part], threads: Int,
    keepsCells: Bool, asCells: Bool, dealing: UInt64?, to file: ScratchFile?
  ) throws(Failure) -> (RowSplit.Part) -> EncodedRows<Scalar>? {
    let inputs = asCells ? RowEncoder(cells: encoder.inputs.count) : RowEncoder<Scalar>(encoder)
    let targets = TargetEncoder<Scalar>(encoder)
    var counts = [Int](repeating: 0, count: RowSplit.Part.allCases.count)
    for part in parts { counts[Int(part.rawValue)] += 1 }
    var filled: [EncodedRows<Scalar>?] = []
    for (part, count) in zip(RowSplit.Part.allCases, counts) {
      guard count > 0, part != .leftOut else {
        filled.append(nil)
        continue
      }
      let blocks = RowBlocks(
        rows: count, rowBytes: EncodedRows<Scalar>.rowBytes(inputs: inputs.width, targets),
        seed: part == .train ? dealing : nil)
      filled.append(try EncodedRows(blocks, inputs: inputs.width, targets, in: file))
    }
    let slabs = Slabs(
      parts: parts, training: filled[Int(RowSplit.Part.train.rawValue)]?.blocks,
      rows: max(
        pieceRows,
        slabBytes
          / max(
            1, table.raw.cells.columns * MemoryLayout<Float>.stride,
            EncodedRows<Scalar>.rowBytes(inputs: inputs.width, targets))))
    try encode(
      table, parts, slabs, inputs, targets, table.codeValues(encoder), into: filled,
      threads: threads, keepsCells: keepsCells)
    let encoded = filled
    return { encoded[Int($0.rawValue)] }
  }

  private static func encode<Scalar: TableScalar>(
    _ table: TrainingTable, _ parts: [RowSplit.Part], _ slabs: Slabs,
    _ inputs: RowEncoder<Scalar>, _ targets: TargetEncoder<Scalar>, _ values: CodeValues,
    into encoded: [EncodedRows<Scalar>?], threads: Int, keepsCells: Bool
  ) throws(Failure) {
    let cells = table.raw.cells
    let (targetSlot, labels) = (table.raw.inputs, table.labels)
    // The rows of each part before the slab.
    var before = [Int](repeating: 0, count: encoded.count)
    for slab in slabs.ranges {
      // Those before each piece.
      var first: [[Int]] = []
      for start in stride(from: slab.lowerBound, to: slab.upperBound, by: pieceRows) {
        first.append(before)
        for row in start..<min(start + pieceRows, slab.upperBound) {
          before[Int(parts[row].rawValue)] += 1
        }
      }
      let ends = before
      let buffers = try encoded.enumerated().map { part, rows throws(Failure) in
        try rows.flatMap { rows throws(Failure) in
          try EncodedSlab(rows, places: (first.first?[part] ?? 0)..<ends[part], targets)
        }
      }
      let starts = first
      inPieces(of: pieceRows, count: slab.count, threads: threads) { number, piece in
        var writers = zip(buffers, starts[number]).map { $0?.writer(from: $1) }
        cells.read(piece.lowerBound + slab.lowerBound..<piece.upperBound + slab.lowerBound) {
          first, count, start in
          values.apply(to: start, rows: count, stride: cells.columns)
          for index in 0..<count {
            let row = start + index * cells.columns
            if !labels.isEmpty { row[targetSlot] = Double(labels[first + index]) }
            writers[Int(parts[first + index].rawValue)]?
              .put(row, targetSlot: targetSlot, inputs, targets)
          }
        }
      }
      for buffer in buffers { try buffer?.write() }
      if !keepsCells { cells.release(before: slab.upperBound) }
    }
  }

  /// The rows of a table cut so that the training rows of all slabs but the last are dealt to all blocks evenly.
  private struct Slabs {
    private(set) var ranges: [Range<Int>] = []

    /// - Parameter rows: about how many a slab has.
    init(parts: [RowSplit.Part], training blocks: RowBlocks?, rows: Int) {
      guard let blocks, blocks.areDealt else {
        ranges = stride(from: 0, to: parts.count, by: rows).map {
          $0..<min($0 + rows, parts.count)
        }
        return
      }
      let wanted = max(1, rows / blocks.count) * blocks.count
      var (start, found) = (0, 0)
      for (row, part) in parts.enumerated() where part == .train {
        found += 1
        guard found == wanted else { continue }
        ranges.append(start..<row + 1)
        (start, found) = (row + 1, 0)
      }
      if start < parts.count { ranges.append(start..<parts.count) }
    }
  }
}

/// The rows of a part that a slab of its table gives: in memory where they stay there, else until they are written.
private struct EncodedSlab<Scalar: TableScalar>: Sendable {
  private let encoded: EncodedRows<Scalar>
  /// Where the rows are put.
  let rows: EncodedRows<Scalar>
  /// The numbers of the slab's rows among those of the part.
  private let places: Range<Int>
  /// Of each block the first of its rows that is put, and where in the slab.
  private let starts: [(row: Int, place: Int)]
  /// The first block that rows are put into.
  private let firstBlock: Int

  init(
    _ encoded: EncodedRows<Scalar>, places: Range<Int>, _ targets: TargetEncoder<Scalar>
  ) throws(Failure) {
    self.encoded = encoded
    self.places = places
    let blocks = encoded.blocks
    guard encoded.inputs.stored != nil else {
      rows = encoded
      (firstBlock, starts) = (0, (0..<blocks.count).map { (0, blocks.rows(of: $0).lowerBound) })
      return
    }
    rows = try EncodedRows(
      RowBlocks(rows: max(1, places.count)),
      inputs: encoded.inputs.columns, targets, in: nil)
    if blocks.areDealt {
      // A slab begins with a turn.
      let turn = places.lowerBound / blocks.count
      firstBlock = 0
      var place = 0
      starts = (0..<blocks.count).map { block in
        let count = Self.count(block, blocks, places)
        defer { place += count }
        return (turn, place)
      }
    } else {
      let first = blocks.block(of: min(places.lowerBound, max(0, blocks.rows - 1)))
      let last = places.isEmpty ? first.block : blocks.block(of: places.upperBound - 1).block
      firstBlock = first.block
      starts = (first.block...last).map { block in
        block == first.block
          ? (first.row, 0) : (0, blocks.rows(of: block).lowerBound - places.lowerBound)
      }
    }
  }

  /// How many of the slab's rows are dealt to a block.
  private static func count(_ block: Int, _ blocks: RowBlocks, _ places: Range<Int>) -> Int {
    let size = blocks.rows(of: block).count
    let turn = places.lowerBound / blocks.count
    // All turns are whole but the table's last.
    let end = places.upperBound == blocks.rows ? size : places.upperBound / blocks.count
    return max(0, end - turn)
  }

  /// Puts rows of the part one after the other, beginning with the row of this number.
  func writer(from row: Int) -> SlabWriter<Scalar> {
    SlabWriter(
      row: row, dealer: RowDealer(encoded.blocks), places: rows.places, firstBlock: firstBlock,
      offsets: starts.map { $0.place - $0.row })
  }

  /// Writes the rows, where they do not stay in memory.
  func write() throws(Failure) {
    guard encoded.inputs.stored != nil else { return }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1].place : places.count
      try encoded.write(
        firstBlock + index, from: start.row, count: end - start.place, of: rows, start.place)
    }
  }
}

/// Puts the rows of a part into a slab, one after the other.
private struct SlabWriter<Scalar: TableScalar> {
  /// The number of the next row among those of the part.
  private var row: Int
  private var dealer: RowDealer
  private let places: RowPlaces<Scalar>
  private let firstBlock: Int
  /// Of each block how far its rows are moved in the slab.
  private let offsets: [Int]

  init(
    row: Int, dealer: RowDealer, places: RowPlaces<Scalar>, firstBlock: Int, offsets: [Int]
  ) {
    (self.row, self.dealer, self.places) = (row, dealer, places)
    (self.firstBlock, self.offsets) = (firstBlock, offsets)
  }

  @inline(__always)
  mutating func put(
    _ cells: UnsafePointer<Double>, targetSlot: Int, _ inputs: RowEncoder<Scalar>,
    _ targets: TargetEncoder<Scalar>
  ) {
    let place = dealer.place(of: row)
    row += 1
    places.put(
      cells, targetSlot: targetSlot, at: place.row + offsets[place.block - firstBlock], inputs,
      targets)
  }
}
