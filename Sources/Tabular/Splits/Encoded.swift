package import System

/// Rows ready for the network.
package struct Encoded<Scalar: TableScalar>: Sendable {
  /// [rows, inputs]
  package let inputs: Matrix<Scalar>
  /// [rows, targets]: in a regression the target columns, scaled where the encoder scales them, in a
  /// classification one column with the class's index from 0.
  package let targets: Matrix<Scalar>
  /// The targets of a regression as they stand in the file, [rows, targets]; nil in a classification.
  package let fileTargets: Matrix<Double>?
  /// What the loss of each row is multiplied with, [rows, 1]; nil where all rows count alike.
  package var weights: Matrix<Scalar>?
  package let leftOut: LeftOutRows
  /// Sentences on cells that training has seen nothing like.
  package let unseen: [String]
  /// Which value of a column each row has; nil where it is not asked for.
  package var groups: RowGroups?
  /// Where the rows are nodes of a graph, all of its rows.
  package var nodes: NodeRows<Scalar>?
  /// How the rows are divided, and which of them an epoch takes together.
  package let blocks: RowBlocks

  init(
    _ rows: EncodedRows<Scalar>, weights: Matrix<Scalar>? = nil, leftOut: LeftOutRows = .none,
    unseen: [String] = [], groups: RowGroups? = nil, nodes: NodeRows<Scalar>? = nil
  ) {
    inputs = rows.inputs
    targets = rows.targets
    fileTargets = rows.fileTargets
    self.weights = weights
    self.leftOut = leftOut
    self.unseen = unseen
    self.groups = groups
    self.nodes = nodes
    blocks = rows.blocks
  }

  /// Where the rows are that are not in memory.
  package var file: ScratchFile? { inputs.stored?.file }

  /// Whether the rows are in memory, and not in a file.
  package var areInMemory: Bool { inputs.stored == nil }

  /// So many rows, where there are more, spread evenly and without weights; not of the nodes of a graph.
  package func spread(most: Int) throws(Failure) -> Encoded {
    guard rows > most || !areInMemory else { return self }
    let most = min(rows, most)
    return try picking((0..<most).map { $0 * rows / most })
  }

  /// Some rows, in memory, and without the graph whose nodes they may be.
  /// - Parameter areWeighted: whether they keep their weights.
  package func picking(_ rows: [Int], areWeighted: Bool = false) throws(Failure) -> Encoded {
    let all = EncodedRows(inputs: inputs, targets: targets, fileTargets: fileTargets)
    var weights: Matrix<Scalar>?
    if areWeighted, let own = self.weights {
      let picked = try Matrix<Scalar>(rows: rows.count, columns: 1)
      for (index, row) in rows.enumerated() { own.copy(row..<row + 1, to: picked.row(index)) }
      weights = picked
    }
    return Encoded(
      try all.rows(rows), weights: weights, leftOut: leftOut, unseen: unseen,
      groups: groups?.picking(rows))
  }

  /// All rows, in memory.
  /// - Parameter path: their file, for messages.
  /// - Throws: `configuration` where they do not fit.
  package func inMemory(_ path: String) throws(Failure) -> Encoded {
    guard !areInMemory else { return self }
    let bytes = MachineMemory.saturatedProduct(rows, inputs.columns, MemoryLayout<Scalar>.stride)
    guard bytes <= MachineMemory.room else {
      throw Failure(
        .configuration, at: .file(path),
        "\(rows) rows need \(MachineMemory.spelled(bytes: bytes)) and do not fit in memory "
          + "(\(MachineMemory.spelled(bytes: MachineMemory.room)) are left); expected a file with fewer"
      )
    }
    return try picking(Array(0..<rows), areWeighted: true)
  }

  /// Those that count in losses and scores.
  package var rows: Int { inputs.rows }

  /// The rows that are trained on and evaluated: these, or all nodes of their graph.
  package var involvedRows: Int { nodes?.inputs.rows ?? rows }
}
