package import System

/// Pictures of graphs, by Graphviz.
package enum GraphPicture {
  private static let program = DrawingProgram("dot", debianPackage: "graphviz")

  /// Lines as a label, where nothing in them has a meaning of its own: Graphviz reads escapes by a
  /// backslash, such as `\\N`, and entities as HTML has them.
  package static func quoted(_ lines: [String]) -> String {
    let escaped = lines.map { line in
      line.shown.replacingScalars { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "&": "&amp;"
        default: nil
        }
      }
    }
    return "\"" + escaped.joined(separator: "\\n") + "\""
  }

  /// The picture's bytes of a graph in Graphviz's language.
  /// - Throws: `cannotCreate` where Graphviz is missing or refuses the graph.
  package static func picture(
    of graph: String, as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    try program.run(["-T\(format.rawValue)"], input: graph)
  }
}
