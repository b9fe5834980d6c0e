package import Spec

/// Pictures of graphs, by Graphviz.
package enum GraphPicture {
  private static let program = DrawingProgram("dot", debianPackage: "graphviz")

  /// The picture's bytes of a graph in Graphviz's language.
  /// - Throws: `cannotCreate` where Graphviz is missing or refuses the graph.
  package static func picture(
    of graph: String, as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    try program.run(["-T\(format.rawValue)"], input: graph)
  }
}
