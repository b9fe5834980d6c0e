internal import Randomness
internal import System

/// A network with its loss: everything that its graph follows from, sizes resolved.
package struct Network: Sendable {
  /// A trainable tensor.
  package struct Parameter: Sendable {
    /// What a parameter is part of, by its number.
    package enum Owner: Hashable, Sendable {
      case embedding(Int)
      case layer(Int)
    }

    /// The values at the start.
    enum Initial: Sendable {
      /// Drawn for as many inputs as a unit has and for the units, in the order of the layer's weights.
      case drawn(any Initializer, positions: Int, stream: Int)
      /// Each number for as many neighbours as the others.
      case constants([Double])
      /// The vectors of an embedding.
      case vectors(Embedding)
    }

    package let owner: Owner
    /// The name in model files.
    package let name: String
    /// The shape in model files, which is PyTorch's.
    package let shape: [Int]
    /// Whether penalties, decay and the greatest norm count for it: for all but biases, scales and offsets.
    /// The vectors of an embedding are the weights of a layer whose inputs are one-hot categories.
    package let isWeight: Bool
    let initial: Initial

    /// The first extent where there are several, and all that is behind it.
    package var rows: Int { shape.count > 1 ? shape[0] : 1 }
    package var columns: Int { (shape.count > 1 ? shape.dropFirst() : shape[...]).reduce(1, *) }

    package var count: Int { rows * columns }
  }

  /// A tensor that training keeps from update to update without a gradient, [count].
  package struct State: Sendable {
    /// The name in model files.
    package let name: String
    package let count: Int
    let initial: Double
    /// The least value that an element can have.
    let least: Double
  }

  /// What a model file holds of a network.
  package struct Tensor: Sendable {
    package enum Place: Sendable {
      case parameter(Int)
      case state(Int)
    }

    package let place: Place
    package let name: String
    package let shape: [Int]
    /// The least value that an element can have.
    package let least: Double

    package var count: Int { shape.reduce(1, *) }
  }

  /// The columns of the matrix of inputs.
  package let inputs: Int
  /// What the columns are called and what shape they have, at least one group.
  package let groups: [InputGroup]
  /// The inputs that are numbers of categories, in their order.
  package let embeddings: [Embedding]
  package let layers: [any Layer]
  package let loss: any Loss
  package let regularizer: any Regularizer
  /// The number of classes; nil in regression.
  package let classes: Int?
  /// In a regression whose targets are scaled, what a unit of each is in the targets' own units: losses
  /// and scores are told in these, while the objective stays in the scaled ones. Nil where both are the
  /// same.
  package let targetScales: [Double]?
  /// In how many of the targets' own units the graph tells scores: a power of two, other than 1 only where
  /// squares of the targets' own units would be beyond what the graph's numbers hold.
  package let toldUnit: Double
  /// The graph whose nodes the rows are; nil where rows are independent.
  package private(set) var nodes: NodeGraph?
  /// Whether the losses of the rows trained on are multiplied with weights.
  package let isWeighted: Bool
  /// Whether some of the rows trained on count in no loss, which their shares tell.
  package let hasShares: Bool
  /// By what the weighted sums of the last layer are divided where nothing is trained, so that the probabilities that
  /// follow from them are as frequent as they say; nil for 1 (C. Guo and others, On Calibration of Modern Neural Networks,
  /// 2017).
  package private(set) var temperature: Double?

  /// All vectors of embeddings, and all parameters layer by layer.
  package private(set) var parameters: [Parameter] = []
  package private(set) var states: [State] = []
  /// What the layers read and give.
  package private(set) var built: [ModelBuilder.Built] = []
  /// The groups of inputs that no layer reads.
  package private(set) var unreadGroups: [String] = []
  /// How many steps the sequences of groups need, by their names, where that is more than one, and the layer
  /// whose windows do not fit into fewer.
  package private(set) var leastSteps: [String: (steps: Int, layer: Int)] = [:]
  /// The elements of all values of the layers' graph, for each row of the batch.
  package private(set) var valuesPerRow = 0

  /// `toldUnit` for losses.
  package var toldLossUnit: Double {
    switch type(of: loss).degree {
    case 1: toldUnit
    case 2: toldUnit * toldUnit
    default: 1
    }
  }

  /// - Throws: where layers do not go with what they read.
  package init(
    inputs: Int, groups: [InputGroup] = [], embeddings: [Embedding] = [], layers: [any Layer],
    loss: any Loss, regularizer: any Regularizer = NoRegularizer(), classes: Int?,
    targetScales: [Double]? = nil, isWeighted: Bool = false, hasShares: Bool = false,
    temperature: Double? = nil, nodes: NodeGraph? = nil
  ) throws(LayerFault) {
    precondition(!layers.isEmpty, "a network has an output layer")
    self.inputs = inputs
    self.groups =
      groups.isEmpty
      ? [InputGroup(name: InputGroup.defaultName, columns: 0..<inputs, extents: [inputs])] : groups
    self.embeddings = embeddings
    self.layers = layers
    self.loss = loss
    self.regularizer = regularizer
    self.classes = classes
    self.targetScales = targetScales
    let greatest = targetScales?.max() ?? 1
    let isUsual = type(of: loss).degree == nil || (1e-12...1e12) ~= greatest
    toldUnit = isUsual ? 1 : Double(sign: .plus, exponent: greatest.exponent, significand: 1)
    self.isWeighted = isWeighted
    self.hasShares = hasShares
    self.temperature = temperature
    self.nodes = nodes
    var graph = Graph()
    let model = try ModelBuilder(
      self, inputs: graph.data(0, columns: inputs), in: graph, training: false)
    parameters = model.parameters
    states = model.states
    built = model.built
    unreadGroups = model.unreadGroups
    leastSteps = model.leastSteps
    valuesPerRow = model.graph.values.reduce(0) { total, value in
      let shape = model.graph.shape(value)
      guard case .batch = shape.rows else { return total }
      let (sum, overflow) = total.addingReportingOverflow(shape.count(batch: 1))
      return overflow ? .max : sum
    }
  }

  /// The same network with another temperature.
  package func calibrated(by temperature: Double?) -> Network {
    var network = self
    network.temperature = temperature
    return network
  }

  /// The same network over another graph.
  package func over(_ nodes: NodeGraph) -> Network {
    var network = self
    network.nodes = nodes
    return network
  }

  /// The extents of what a group gives to layers: vectors are in the place of categories.
  package func extents(of group: InputGroup) -> [Int] {
    let wider = embeddings.reduce(0) {
      $0 + (group.columns.contains($1.input) ? $1.dimensions - 1 : 0)
    }
    return wider == 0 ? group.extents : [group.columns.count + wider]
  }

  /// All parameters and states, by their names in model files.
  package var tensors: [Tensor] {
    parameters.enumerated().map {
      Tensor(place: .parameter($0), name: $1.name, shape: $1.shape, least: -.infinity)
    }
      + states.enumerated().map {
        Tensor(place: .state($0), name: $1.name, shape: [$1.count], least: $1.least)
      }
  }

  /// What a row of all groups has, with vectors in the place of categories.
  package var inputCount: Int { groups.reduce(0) { $0 + extents(of: $1).reduce(1, *) } }

  /// The last layer, whose outputs are the network's.
  package var lastLayer: any Layer { layers[layers.count - 1] }

  /// The units of the output layer.
  package var outputs: Int { built[built.count - 1].outputs.reduce(1, *) }

  /// The columns of the targets: a class number, or the numbers of a regression.
  package var targetColumns: Int { classes == nil ? outputs / loss.answers.count : 1 }

  /// Whether what becomes of a row in training depends on the rows beside it.
  private var couplesRows: Bool {
    nodes != nil || layers.contains { type(of: $0).couplesRows }
  }

  /// How a batch is cut, which it is where its rows are independent.
  package func pieces(of batchRows: Int) -> BatchPieces {
    // A network that fits into no memory may be asked, too.
    let count = parameters.reduce(0) { count, parameter in
      let more = MachineMemory.saturatedProduct(parameter.rows, parameter.columns)
      let (sum, overflow) = count.addingReportingOverflow(more)
      return overflow ? .max : sum
    }
    return BatchPieces(of: max(batchRows, 1), parameters: count, isWhole: couplesRows)
  }

  /// The most rows that are worked on at once where batches have at most so many: what is left at the end of an epoch may
  /// be one piece, longer than those of the others.
  package func mostRowsAtOnce(of batchRows: Int) -> Int {
    couplesRows
      ? max(batchRows, 1)
      : max(rowsAtOnce(of: batchRows), min(batchRows, BatchPieces.leastRowsOfMany))
  }

  /// The rows of a batch that are worked on at once.
  package func rowsAtOnce(of batchRows: Int) -> Int { pieces(of: batchRows).pieces[0].count }

  /// The rows that are evaluated at once.
  package var rowsEvaluatedAtOnce: Int { nodes?.count ?? 128 }

  /// What keeps a weight small.
  package func regularizer(of parameter: Parameter) -> any Regularizer {
    guard case .layer(let number) = parameter.owner else { return regularizer }
    return layers[number].element.regularization ?? regularizer
  }

  /// A layer for a sentence, such as `layer 2` or `layer 2 ("tower")`.
  package func spelledLayer(_ number: Int) -> String {
    "layer \(number)" + (layers[number].element.name.map { " (\($0.quoted))" } ?? "")
  }

  /// The initial values of a parameter's elements, by their index.
  package func initialValues(_ parameter: Parameter, seed: UInt64) -> (_ index: Int) -> Double {
    switch (parameter.initial, parameter.owner) {
    case (.vectors(let embedding), .embedding(let number)):
      return embedding.initialValues(
        from: RandomStream(seed: seed, .initialVectors, minor: number))
    case (.drawn(let initializer, let positions, let stream), .layer(let number)):
      return initializer.weights(
        inputs: parameter.columns, units: parameter.rows, positions: positions,
        from: RandomStream(seed: seed, .initialWeights, major: stream, minor: number))
    case (.constants(let numbers), _):
      let length = max(1, parameter.count / numbers.count)
      return { numbers[min($0 / length, numbers.count - 1)] }
    case (.vectors, .layer), (.drawn, .embedding):
      preconditionFailure("embeddings have vectors, layers have weights")
    }
  }
}
