package import Spec
import System

/// `data.edges`: the rows of the training file are the nodes of a graph, whose edges are another file.
package struct EdgesSection: Declared {
  /// What becomes of an edge that names no node.
  package enum UnknownNode: String, CaseIterable, Sendable {
    case error, skip
  }

  /// The path of a CSV file, or `-` for standard input.
  package var file = ""
  /// Its columns.
  package var from = ""
  package var to = ""
  /// The column of the training file.
  package var node = ""
  package var directed = false
  package var unknown = UnknownNode.error

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "file", \.file, .path,
      """
      the CSV file of the edges, with a header and the delimiter of data, compressed or not; - for \
      standard input
      """, isRequired: true),
    Field(
      "from", \.from, .text("the name of a column"),
      "its column with the name of the node that an edge comes from", isRequired: true),
    Field(
      "to", \.to, .text("the name of a column"),
      "its column with the name of the node that the edge goes to", isRequired: true),
    Field(
      "node", \.node, .text("the name of a column"),
      "the column of train, not an input, with each node's name as used by from and to",
      isRequired: true),
    Field(
      "directed", \.directed, .boolean,
      """
      whether a node reads only the nodes whose edges lead to it; else both nodes of an edge read each \
      other
      """),
    Field(
      "unknown", \.unknown, .choice,
      "whether an edge that names an unknown node is an error, or is left out (skip) and counted"),
  ]

  package func check(_ reading: inout Reading) {
    if reading.areSound("from", "to"), ColumnNames([from])[to] != nil {
      reading.fault("to", "from and to name the same column, \(to.quoted)")
    }
  }

  /// What a model keeps of it.
  var columns: GraphColumns {
    GraphColumns(
      node: node.trimmed, from: from.trimmed, to: to.trimmed, isDirected: directed,
      skipsUnknown: unknown == .skip)
  }
}
