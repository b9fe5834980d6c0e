import System

/// All rows of a table that are the nodes of a graph: each may have a say in what becomes of others, while
/// those of one split alone count.
package struct NodeRows<Scalar: TableScalar>: Sendable {
  package let edges: Edges
  /// [nodes, inputs]
  package let inputs: Matrix<Scalar>
  /// [nodes, targets]; 0 where a row has no target.
  package let targets: Matrix<Scalar>
  /// [nodes, 1], 1 for those that do not count; nil where all count alike.
  package let weights: Matrix<Scalar>?
  /// [nodes, 1]: nodes / n for each of the n that count, 0 for the others.
  package let shares: Matrix<Scalar>

  /// - Parameters:
  ///   - rows: all of them.
  ///   - counted: the nodes that count, ascending.
  ///   - weights: theirs.
  init(
    _ rows: EncodedRows<Scalar>, _ edges: Edges, counted: [Int], weights: Matrix<Scalar>? = nil
  ) throws(Failure) {
    self.edges = edges
    (inputs, targets) = (rows.inputs, rows.targets)
    let nodes = rows.inputs.rows
    let shares = try Matrix<Scalar>(rows: nodes, columns: 1)
    for row in counted { shares.row(row).pointee = Scalar(Double(nodes) / Double(counted.count)) }
    self.shares = shares
    guard let weights else {
      self.weights = nil
      return
    }
    let all = try Matrix<Scalar>(rows: nodes, columns: 1)
    for row in 0..<nodes { all.row(row).pointee = 1 }
    for (index, row) in counted.enumerated() { all.row(row).pointee = weights.row(index).pointee }
    self.weights = all
  }
}

extension EncodedRows {
  /// A copy of some rows.
  func rows(_ rows: [Int]) throws(Failure) -> EncodedRows {
    func copy<Number>(_ matrix: Matrix<Number>) throws(Failure) -> Matrix<Number> {
      let part = try Matrix<Number>(rows: rows.count, columns: matrix.columns)
      for (index, row) in rows.enumerated() {
        matrix.copy(row..<row + 1, to: part.row(index))
      }
      return part
    }
    return EncodedRows(
      inputs: try copy(inputs), targets: try copy(targets),
      fileTargets: try fileTargets.map { matrix throws(Failure) in try copy(matrix) })
  }

  /// Makes the targets of rows that have none 0, for no number may spoil a sum in which it does not count.
  func clearTargets(ofRows rows: some Sequence<Int>) {
    for row in rows { targets.row(row).update(repeating: 0, count: targets.columns) }
  }
}
