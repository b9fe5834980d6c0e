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
  }

  /// So many rows, where there are more, spread evenly and without weights; not of the nodes of a graph.
  package func spread(most: Int) throws(Failure) -> Encoded {
    guard rows > most else { return self }
    return try picking((0..<most).map { $0 * rows / most })
  }

  /// Some rows, without weights, and without the graph whose nodes they may be.
  package func picking(_ rows: [Int]) throws(Failure) -> Encoded {
    let all = EncodedRows(inputs: inputs, targets: targets, fileTargets: fileTargets)
    return Encoded(
      try all.rows(rows), leftOut: leftOut, unseen: unseen, groups: groups?.picking(rows))
  }

  /// Those that count in losses and scores.
  package var rows: Int { inputs.rows }

  /// The rows that are trained on and evaluated: these, or all nodes of their graph.
  package var involvedRows: Int { nodes?.inputs.rows ?? rows }
}
