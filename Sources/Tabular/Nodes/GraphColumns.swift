/// Where the nodes and the edges of a graph are read from, and what edges mean.
package struct GraphColumns: Hashable, Sendable {
  /// The column of the table with the nodes' names.
  package let node: String
  /// The columns of the file of edges.
  package let from: String
  package let to: String
  package let isDirected: Bool
  /// Whether an edge that names no node is left out and counted; else it is an error.
  package let skipsUnknown: Bool
}
