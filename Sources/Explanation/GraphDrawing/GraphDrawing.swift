import Drawing
import Engine

/// The drawing of a network's graph in the language of Graphviz: a box for each value, a frame for each
/// layer, the gradient's values beside them.
struct GraphDrawing {
  private let network: NetworkGraph
  private let backpropagation: Backpropagation
  private let names: NodeNames
  private let formulas: Formulas
  private let layerCount: Int
  private let withGradient: Bool
  private let title: String

  init(_ network: Network, name: String, withGradient: Bool) {
    title = name
    self.network = NetworkGraph(network, training: true)
    backpropagation = self.network.backpropagation(from: self.network.objective)
    names = NodeNames(self.network, of: network)
    formulas = Formulas(self.network, backpropagation, names: names)
    layerCount = network.layers.count
    self.withGradient = withGradient
  }

  /// The first lines of a drawing, with its style.
  static func head(_ title: String) -> String {
    """
    digraph \(GraphPicture.quoted([title])) {
      rankdir=BT
      graph [fontname="Helvetica", fontsize=12, color="#999999", style=rounded]
      node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", \
    fillcolor="#FFFFFF", color="#666666"]
      edge [color="#666666", arrowsize=0.7]

    """
  }

  var text: String {
    var text = Self.head(title)
    for value in names.values where names.layer(of: value) == nil {
      text += node(value, indentation: "  ")
    }
    for layer in 0...layerCount {
      let label = layer == layerCount ? "loss" : "layer \(layer + 1)"
      text += "  subgraph cluster_\(layer) {\n    label=\(GraphPicture.quoted([label]))\n"
      for value in names.values where names.layer(of: value) == layer {
        text += node(value, indentation: "    ")
        if withGradient { text += gradientNode(of: value, indentation: "    ") }
      }
      text += "  }\n"
    }
    for value in names.values {
      for input in backpropagation.graph[value].inputs where names[input] != nil {
        text += "  n\(input.index) -> n\(value.index)\n"
      }
    }
    if withGradient { text += gradientEdges }
    return text + "}\n"
  }

  /// The box of a value; constants stand in the formulas.
  private func node(_ value: Value, indentation: String) -> String {
    guard let name = names[value] else { return "" }
    let formula = formulas.formula(of: value).map { "\(name) = \($0)" } ?? name
    let shape = backpropagation.graph.shape(value)
    let lines = [formula, names.meaning(of: value), shape.description].compactMap(\.self)
    let color =
      switch backpropagation.graph[value].source {
      case .data: ", fillcolor=\"#E3F2FA\", color=\"\(Palette.color(0))\""
      case .parameter: ", fillcolor=\"#FDEBDD\", color=\"\(Palette.color(1))\""
      case .state, .constant, .operation: ""
      }
    return "\(indentation)n\(value.index) [label=\(GraphPicture.quoted(lines))\(color)]\n"
  }

  // MARK: The gradient

  private func gradientNode(of value: Value, indentation: String) -> String {
    guard names[value] != nil, let adjoint = backpropagation.adjoints[value] else { return "" }
    let name = formulas.gradientName(of: value)
    let formula = formulas.gradient(of: value).map { "\(name) = \($0)" } ?? name
    let shape = backpropagation.graph.shape(adjoint)
    return
      "\(indentation)g\(value.index) [label=\(GraphPicture.quoted([formula, shape.description])), "
      + "fillcolor=\"#E2F3EC\", color=\"\(Palette.color(2))\"]\n"
  }

  /// From the gradients by the values that a value goes into, and from the values that it takes.
  private var gradientEdges: String {
    var text = ""
    for value in names.values where backpropagation.adjoints[value] != nil {
      for source in formulas.gradientSources(of: value) {
        let from =
          switch source {
          case .gradient(let reader): "g\(reader.index)"
          case .value(let forward): "n\(forward.index)"
          }
        let style =
          switch source {
          case .gradient: "color=\"\(Palette.color(2))\""
          case .value: "style=dashed, constraint=false"
          }
        text += "  \(from) -> g\(value.index) [\(style)]\n"
      }
    }
    return text
  }
}
