import Drawing
import Engine
import Tabular
package import Training

/// The drawing of a model from cells to answers in the language of Graphviz: a box for each value, a frame for the
/// cells' way to inputs, the layers and the answers.
package struct WholeDrawing {
  private let whole: WholeGraph

  package init(_ whole: WholeGraph) { self.whole = whole }

  package var text: String {
    let layers = whole.layers
    var text = GraphDrawing.head("model")
    text += part("cells", whole.cells, [whole.inputs], "c", data: "cells")
    text += part("layers", layers.graph, [layers.decisions], "v", data: "inputs")
    var values: [Value] = []
    for answer in whole.answers where !values.contains(answer.place.value) {
      values.append(answer.place.value)
    }
    text += part("answers", whole.decisions, values, "d", data: "decisions")
    for (index, (answer, name)) in zip(whole.answers, whole.names).enumerated() {
      text +=
        "  a\(index) [label=\(GraphPicture.quoted([name])), fillcolor=\"#E2F3EC\", color=\"\(Palette.color(2))\"]\n"
      text += "  d\(answer.place.value.index) -> a\(index)\n"
    }
    text += edge(whole.cells, whole.inputs, "c", to: layers.graph, "v", [layers.decisions])
    text += edge(layers.graph, layers.decisions, "v", to: whole.decisions, "d", values)
    return text + "}\n"
  }

  /// What is computed for some values, in a frame. A cell stands for the column that it is of.
  private func part(
    _ label: String, _ graph: Graph, _ results: [Value], _ prefix: String, data: String
  ) -> String {
    var nodes = "  subgraph cluster_\(label) {\n    label=\(GraphPicture.quoted([label]))\n"
    var edges = ""
    for value in graph.needed(for: results) {
      let shape = graph.shape(value).description
      var (lines, color) = ([shape], "")
      switch graph[value].source {
      case .constant: continue
      case .data:
        // Cells are drawn one by one, by the columns' names.
        if label == "cells" { continue }
        (lines, color) = ([data, shape], Self.blue)
      case .parameter(let number):
        (lines, color) = ([parameter(number), shape], Self.orange)
      case .state(let number): lines = ["state \(number + 1)", shape]
      case .operation(let operation, let inputs):
        if label == "cells", let cell = operation as? Columns,
          case .data = graph[inputs[0]].source
        {
          let names = whole.encoder.inputs[cell.range].map(\.name)
          let shown = names.count > 3 ? [names[0], "… \(names.count) columns"] : names
          (lines, color) = (shown + [shape], Self.blue)
        } else {
          lines = [operation.name, shape]
          for input in inputs where !Self.isConstant(graph[input]) {
            edges += "  \(prefix)\(input.index) -> \(prefix)\(value.index)\n"
          }
        }
      }
      nodes += "    \(prefix)\(value.index) [label=\(GraphPicture.quoted(lines))\(color)]\n"
    }
    return nodes + "  }\n" + edges
  }

  private func parameter(_ number: Int) -> String {
    let tensor = whole.network.tensors.first {
      if case .parameter(number) = $0.place { true } else { false }
    }
    return tensor?.name ?? "parameter \(number + 1)"
  }

  private static let blue = ", fillcolor=\"#E3F2FA\", color=\"\(Palette.color(0))\""
  private static let orange = ", fillcolor=\"#FDEBDD\", color=\"\(Palette.color(1))\""

  private static func isConstant(_ node: Node) -> Bool {
    if case .constant = node.source { true } else { false }
  }

  /// From the result of a part to the data of the next.
  private func edge(
    _ graph: Graph, _ result: Value, _ prefix: String, to next: Graph, _ nextPrefix: String,
    _ results: [Value]
  ) -> String {
    next.needed(for: results).filter { value in
      if case .data = next[value].source { true } else { false }
    }.map { "  \(prefix)\(result.index) -> \(nextPrefix)\($0.index)\n" }.joined()
  }
}
