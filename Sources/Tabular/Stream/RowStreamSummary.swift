/// What became of the rows of a file.
package struct RowStreamSummary: Sendable {
  /// Rows that were left out because they are faulty.
  package internal(set) var skipped = 0
  /// Where rows are the nodes of a graph, the names of those.
  package internal(set) var skippedNodes: [String] = []
  /// Sentences on cells that training has seen nothing like.
  package internal(set) var unseen: [String] = []
  /// Sentences on rows that are steps of no example, or of one that is cut.
  package internal(set) var notes: [String] = []
  /// The first of these, with its place in the file.
  package internal(set) var firstFault: String?
}
