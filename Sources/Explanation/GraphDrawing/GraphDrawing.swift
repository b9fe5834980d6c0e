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

  /// Forward values are on the left, layer above layer, their gradients at the same heights on the right, and both meet
  /// in the frame of the loss.
  var text: String {
    var text = Self.head(title)
    if withGradient { text += "  newrank=true\n" }
    text += side("forward") {
      var side = ""
      for value in names.values where names.layer(of: value) == nil {
        side += node(value, indentation: "    ")
      }
      for layer in 0..<layerCount {
        side += frame("cluster_\(layer)", label: "layer \(layer + 1)") {
          values(of: layer).map { node($0, indentation: "      ") }.joined()
        }
      }
      return side
    }
    text += frame("cluster_loss", label: "loss") {
      values(of: layerCount).map { value in
        node(value, indentation: "      ")
          + (withGradient ? gradientNode(of: value, indentation: "      ") : "")
      }.joined()
    }
    if withGradient {
      text += side("backward") {
        (0..<layerCount).map { layer in
          frame("cluster_gradient_\(layer)", label: "gradients of layer \(layer + 1)") {
            values(of: layer).map { gradientNode(of: $0, indentation: "      ") }.joined()
          }
        }.joined()
      }
    }
    for value in names.values {
      for input in backpropagation.graph[value].inputs where names[input] != nil {
        text += "  n\(input.index) -> n\(value.index)\n"
      }
    }
    if withGradient { text += gradientEdges }
    return text + "}\n"
  }

  private func values(of layer: Int) -> [Value] {
    names.values.filter { names.layer(of: $0) == layer }
  }

  /// What stays together on one side, without a frame that is seen.
  private func side(_ name: String, _ content: () -> String) -> String {
    "  subgraph cluster_\(name) {\n    style=invis\n\(content())  }\n"
  }

  private func frame(_ name: String, label: String, _ content: () -> String) -> String {
    "    subgraph \(name) {\n      style=rounded\n      label=\(GraphPicture.quoted([label]))\n"
      + "\(content())    }\n"
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

  /// From the gradients by the values that a value goes into, and from the values that it takes, each stated in the other
  /// direction, since Graphviz has the end of an edge above its beginning. A gradient is beside its value by an edge that
  /// is seen of the objective alone, where forward turns into backward.
  private var gradientEdges: String {
    var text = ""
    for value in names.values where backpropagation.adjoints[value] != nil {
      let turn =
        value == network.objective ? "color=\"\(Palette.color(2))\"" : "style=invis"
      text += "  { rank=same n\(value.index) -> g\(value.index) [\(turn)] }\n"
      for source in formulas.gradientSources(of: value) {
        switch source {
        case .gradient(let reader):
          text +=
            "  g\(value.index) -> g\(reader.index) [dir=back, color=\"\(Palette.color(2))\"]\n"
        case .value(let forward):
          text +=
            "  g\(value.index) -> n\(forward.index) [dir=back, style=dashed, color=\"#999999\", constraint=false]\n"
        }
      }
    }
    return text
  }
}
