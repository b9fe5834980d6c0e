import Spec

/// Encodes the rows of a table part by part.
enum TableEncoding {
  /// How many bytes of rows are encoded before their memory is given back.
  private static let slabBytes = 16 << 20
  /// How many rows a thread takes at a time.
  private static let pieceRows = 1024

  /// Encodes every row into the matrix of its part; the table's inputs are used up.
  ///
  /// Rows keep their order. The table's memory is given back as the matrices fill, so that both
  /// together hardly take more than either.
  /// - Parameter labels: for each row its class; empty in a regression.
  static func encode<Scalar: TableScalar>(
    _ raw: RawTable<Scalar>, _ encoder: RowEncoder<Scalar>, targets: Int, labels: [Int],
    parts: [RowSplit.Part], threads: Int
  ) throws(Failure) -> [RowSplit.Part: (inputs: Matrix<Scalar>, targets: Matrix<Scalar>)] {
    var counts: [RowSplit.Part: Int] = [:]
    let places = parts.map { part in
      let place = counts[part, default: 0]
      counts[part] = place + 1
      return place
    }
    var matrices: [RowSplit.Part: (inputs: Matrix<Scalar>, targets: Matrix<Scalar>)] = [:]
    let isInPlace = encoder.keepsPlaces && counts.count == 1
    for (part, count) in counts {
      matrices[part] = (
        isInPlace ? raw.inputs : try Matrix(rows: count, columns: encoder.width),
        try Matrix(rows: count, columns: targets)
      )
    }
    let filled = matrices
    let rowBytes = max(1, raw.inputs.columns * MemoryLayout<Scalar>.stride)
    let slabRows = max(pieceRows, slabBytes / rowBytes)
    for slab in stride(from: 0, to: raw.rows, by: slabRows) {
      let rows = slab..<min(raw.rows, slab + slabRows)
      inPieces(of: pieceRows, count: rows.count, threads: threads) { _, piece in
        for row in piece.lowerBound + slab..<piece.upperBound + slab {
          guard let (inputs, targetRows) = filled[parts[row]] else { continue }
          encoder.encode(raw.inputs.row(row), into: inputs.row(places[row]))
          let target = targetRows.row(places[row])
          if labels.isEmpty {
            target.update(from: raw.targets.row(row), count: targets)
          } else {
            target.pointee = Scalar(labels[row])
          }
        }
      }
      if !isInPlace { raw.inputs.release(before: rows.upperBound) }
    }
    return matrices
  }
}
