import System

/// Encodes the rows of a table part by part.
enum TableEncoding {
  /// How many bytes of rows are encoded before their memory is given back.
  private static let slabBytes = 16 << 20
  /// How many rows a thread takes at a time.
  private static let pieceRows = 1024

  /// Encodes every row into the matrices of its part; the table's cells are used up where they are not to
  /// be kept.
  ///
  /// Rows keep their order. The table's memory is given back as the matrices fill, so that both
  /// together hardly take more than either.
  /// - Parameter asCells: whether rows stay cells.
  /// - Returns: for each part its rows; nil where it has none.
  static func encode<Scalar: TableScalar>(
    _ table: TrainingTable, _ encoder: Encoder, parts: [RowSplit.Part], threads: Int,
    keepsCells: Bool, asCells: Bool
  ) throws(Failure) -> (RowSplit.Part) -> EncodedRows<Scalar>? {
    let cells = table.raw.cells
    let inputs = asCells ? RowEncoder(cells: encoder.inputs.count) : RowEncoder<Scalar>(encoder)
    let targets = TargetEncoder<Scalar>(encoder)
    let values = table.codeValues(encoder)
    let (targetSlot, labels) = (table.raw.inputs, table.labels)
    var counts = [Int](repeating: 0, count: RowSplit.Part.allCases.count)
    let places = parts.map { part in
      counts[Int(part.rawValue)] += 1
      return counts[Int(part.rawValue)] - 1
    }
    var filled: [EncodedRows<Scalar>?] = []
    for (part, count) in zip(RowSplit.Part.allCases, counts) {
      filled.append(
        count == 0 || part == .leftOut
          ? nil : try EncodedRows(rows: count, inputs: inputs.width, targets))
    }
    let encoded = filled
    let rowBytes = max(1, cells.columns * MemoryLayout<Float>.stride)
    let slabRows = max(pieceRows, slabBytes / rowBytes)
    for slab in stride(from: 0, to: cells.rows, by: slabRows) {
      let rows = slab..<min(cells.rows, slab + slabRows)
      inPieces(of: pieceRows, count: rows.count, threads: threads) { _, piece in
        cells.read(piece.lowerBound + slab..<piece.upperBound + slab) { first, count, start in
          values.apply(to: start, rows: count, stride: cells.columns)
          for index in 0..<count {
            let row = start + index * cells.columns
            guard let part = encoded[Int(parts[first + index].rawValue)] else { continue }
            if !labels.isEmpty { row[targetSlot] = Double(labels[first + index]) }
            part.put(row, targetSlot: targetSlot, at: places[first + index], inputs, targets)
          }
        }
      }
      if !keepsCells { cells.release(before: rows.upperBound) }
    }
    return { encoded[Int($0.rawValue)] }
  }
}
