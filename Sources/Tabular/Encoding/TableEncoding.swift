import Spec

/// Encodes the rows of a table part by part.
enum TableEncoding {
  /// How many bytes of rows are encoded before their memory is given back.
  private static let slabBytes = 16 << 20
  /// How many rows a thread takes at a time.
  private static let pieceRows = 1024

  /// Encodes every row into the matrices of its part; the table's inputs are used up.
  ///
  /// Rows keep their order. The table's memory is given back as the matrices fill, so that both
  /// together hardly take more than either.
  /// - Returns: for each part its rows; nil where it has none.
  static func encode<Scalar: TableScalar>(
    _ raw: RawTable<Scalar>, _ encoder: RowEncoder<Scalar>, _ targets: TargetEncoder<Scalar>,
    parts: [RowSplit.Part], threads: Int
  ) throws(Failure) -> (RowSplit.Part) -> EncodedRows<Scalar>? {
    var counts = [Int](repeating: 0, count: RowSplit.Part.allCases.count)
    let places = parts.map { part in
      counts[Int(part.rawValue)] += 1
      return counts[Int(part.rawValue)] - 1
    }
    let isInPlace = encoder.keepsPlaces && counts.contains(raw.rows)
    var filled: [EncodedRows<Scalar>?] = []
    for count in counts {
      guard count > 0 else {
        filled.append(nil)
        continue
      }
      let inputs =
        isInPlace ? raw.inputs : try Matrix(rows: count, columns: encoder.width)
      filled.append(
        EncodedRows(inputs: inputs, targets: try Matrix(rows: count, columns: targets.count)))
    }
    let encoded = filled
    let rowBytes = max(1, raw.inputs.columns * MemoryLayout<Scalar>.stride)
    let slabRows = max(pieceRows, slabBytes / rowBytes)
    for slab in stride(from: 0, to: raw.rows, by: slabRows) {
      let rows = slab..<min(raw.rows, slab + slabRows)
      inPieces(of: pieceRows, count: rows.count, threads: threads) { _, piece in
        for row in piece.lowerBound + slab..<piece.upperBound + slab {
          guard let part = encoded[Int(parts[row].rawValue)] else { continue }
          encoder.encode(raw.inputs.row(row), into: part.inputs.row(places[row]))
          targets.encode(raw.targets.row(row), row: row, into: part.targets.row(places[row]))
        }
      }
      if !isInPlace { raw.inputs.release(before: rows.upperBound) }
    }
    return { encoded[Int($0.rawValue)] }
  }
}
