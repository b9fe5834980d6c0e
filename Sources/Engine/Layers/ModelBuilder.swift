internal import Spec
internal import System

/// Builds the graph of a network's layers, and is told of each parameter, each state and each value that is
/// worth watching. What is known of a network besides its graph follows from here.
package struct ModelBuilder: Sendable {
  /// What an element of the list became.
  package struct Built: Sendable {
    /// The extents of a row that the layer reads, and of one that it gives.
    package internal(set) var inputs: [Int] = []
    package internal(set) var outputs: [Int] = []
    /// The weighted sums and their activation, [rows, units] or, with several positions a row,
    /// [rows · positions, units]; nil where the layer has none.
    package internal(set) var weightedSums: Value?
    package internal(set) var activation: Value?
    /// What the layer gives, [rows, n], before any of it is dropped.
    package internal(set) var output = Value(index: 0)
    /// The last node of the layer.
    package internal(set) var end = 0
  }

  /// More outputs of a layer have no room anywhere.
  private static let mostOutputs = 2_147_483_647

  package var graph: Graph
  /// Whether units are dropped and statistics are those of the batch.
  package let isTraining: Bool
  package private(set) var parameters: [Network.Parameter] = []
  /// The nodes of the parameters.
  package private(set) var parameterValues: [Value] = []
  /// The penalties of weights, [1, 1], with the name of each.
  package private(set) var penalties: [(of: String, value: Value)] = []
  package private(set) var built: [Built]
  /// What training keeps from update to update without a gradient, and the nodes of it.
  package private(set) var states: [Network.State] = []
  package private(set) var stateValues: [Value] = []
  /// What states become with an update.
  package private(set) var stateUpdates: [(state: Int, value: Value)] = []

  /// How many steps a group's sequences need so that each layer has one of them, where that is more than
  /// one, and the layer that needs them.
  package private(set) var leastSteps: [String: (steps: Int, layer: Int)] = [:]

  private let network: Network
  /// What the groups of inputs give, and what the finished layers.
  private var groups: [(name: String, features: Features)] = []
  private var finished: [Int: Features] = [:]
  /// The elements that wait for what they read.
  private var isBuilding: Set<Int> = []
  private var isRead: Set<Int> = []
  /// The names of the groups that no layer has read so far.
  package private(set) var unreadGroups: [String] = []
  /// The element that is being built.
  private var current = 0

  /// - Throws: where layers do not go with what they read.
  init(_ network: Network, inputs: Value, in graph: Graph, training: Bool) throws(LayerFault) {
    self.network = network
    self.graph = graph
    isTraining = training
    built = network.layers.map { _ in Built() }
    try checkNames()
    addGroups(of: inputs)
    unreadGroups = groups.map(\.name)
    for index in network.layers.indices { _ = try features(of: index) }
    isRead.insert(network.layers.count - 1)
    if let unread = network.layers.indices.first(where: { !isRead.contains($0) }) {
      throw fault(
        "nothing reads \(network.spelledLayer(unread)), and only the last layer may be left unread",
        at: nil, of: unread)
    }
  }

  // MARK: What layers call

  /// The graph whose nodes the rows are; nil where there is none.
  package var nodes: NodeGraph? { network.nodes }

  /// The next weights of the layer, which penalties and decay reach.
  /// - Parameters:
  ///   - name: the name in model files behind that of the layer.
  ///   - shape: the shape in model files, the first extent being that of the units.
  ///   - positions: the positions of a filter, each with inputs of its own.
  package mutating func weight(
    _ name: String, shape: [Int], drawnBy initializer: any Initializer, positions: Int = 1
  ) -> Value {
    let stream = parameters.count { $0.owner == .layer(current) && $0.isWeight }
    return add(
      Network.Parameter(
        owner: .layer(current), name: tensorName(name), shape: shape, isWeight: true,
        initial: .drawn(initializer, positions: positions, stream: stream)))
  }

  /// A parameter that penalties and decay leave alone, [count].
  /// - Parameter initial: the values at the start, each for as many neighbours as the others.
  package mutating func bias(_ name: String, count: Int, initial: [Double] = [0]) -> Value {
    add(
      Network.Parameter(
        owner: .layer(current), name: tensorName(name), shape: [count], isWeight: false,
        initial: .constants(initial)))
  }

  /// The next state of the layer, [1, count]: what training keeps from update to update without a gradient.
  /// - Parameter least: the least value that it can have.
  package mutating func state(
    _ name: String, count: Int, initial: Double, least: Double = -.infinity
  ) -> Value {
    states.append(
      Network.State(name: tensorName(name), count: count, initial: initial, least: least))
    let value = graph.state(rows: 1, columns: count)
    stateValues.append(value)
    return value
  }

  /// Lets a state become a value of its shape with each update.
  package mutating func update(_ state: Value, to value: Value) {
    guard let number = stateValues.firstIndex(of: state) else {
      preconditionFailure("what is updated is a state")
    }
    stateUpdates.append((number, value))
  }

  /// The activation of weighted sums, both of which are worth watching.
  package mutating func activate(_ z: Value, by activation: any Activation) -> Value {
    let y = activation.apply(to: z, in: &graph)
    built[current].weightedSums = z
    built[current].activation = y
    return y
  }

  // MARK: Putting together

  private mutating func add(_ parameter: Network.Parameter) -> Value {
    let value = graph.parameter(rows: parameter.rows, columns: parameter.columns)
    parameters.append(parameter)
    parameterValues.append(value)
    if parameter.isWeight,
      let penalty = network.regularizer(of: parameter).penalty(of: value, in: &graph)
    {
      penalties.append((parameter.name, penalty))
    }
    return value
  }

  private func tensorName(_ name: String) -> String {
    "layers.\(network.layers[current].element.name ?? String(current)).\(name)"
  }

  private mutating func addGroups(of inputs: Value) {
    let tables = network.embeddings.enumerated().map { number, embedding in
      add(
        Network.Parameter(
          owner: .embedding(number), name: "embeddings.\(embedding.column).weight",
          shape: [embedding.categories, embedding.dimensions], isWeight: true,
          initial: .vectors(embedding)))
    }
    for group in network.groups {
      let value = embedded(inputs, group.columns, tables: tables)
      let lengths = group.lengthColumn.map { graph.apply(Columns($0..<$0 + 1), inputs) }
      groups.append(
        (group.name, Features(value, network.extents(of: group), lengths: lengths)))
    }
  }

  /// Some inputs with vectors in the place of the numbers of categories, [rows, inputs].
  private mutating func embedded(
    _ inputs: Value, _ columns: Range<Int>, tables: [Value]
  ) -> Value {
    var parts: [Value] = []
    var next = columns.lowerBound
    func addNumbers(before end: Int, to graph: inout Graph) {
      guard end > next else { return }
      let isWhole = next == 0 && end == graph.shape(inputs).columns
      parts.append(isWhole ? inputs : graph.apply(Columns(next..<end), inputs))
    }
    for (embedding, table) in zip(network.embeddings, tables)
    where columns.contains(embedding.input) {
      addNumbers(before: embedding.input, to: &graph)
      parts.append(graph.apply(Gather(column: embedding.input), inputs, table))
      next = embedding.input + 1
    }
    addNumbers(before: columns.upperBound, to: &graph)
    return graph.concatenated(parts)
  }

  /// What an element gives, built with all that it reads.
  private mutating func features(of index: Int) throws(LayerFault) -> Features {
    if let known = finished[index] { return known }
    guard isBuilding.insert(index).inserted else {
      throw fault("\(network.spelledLayer(index)) depends on its own output", at: "from", of: index)
    }
    let layer = network.layers[index]
    let input = try input(of: index)
    current = index
    built[index].inputs = input.extents
    var output: Features
    do throws(LayerFault) {
      output = try layer.build(input, in: &self)
    } catch {
      throw fault(error.message, at: error.key, of: index)
    }
    guard output.count <= Self.mostOutputs else {
      throw fault(
        "the layer would have \(output.count) outputs, \(output.description), expected at most "
          + "\(Self.mostOutputs)", at: nil, of: index)
    }
    if let lengths = output.lengths { noteLeastSteps(lengths, of: index) }
    output = masked(output)
    built[index].outputs = output.extents
    built[index].output = output.value
    if isTraining && layer.element.dropout > 0 {
      let mask = graph.apply(
        DropoutMask(
          rate: layer.element.dropout, units: output.count, layer: index,
          resample: layer.element.dropoutResample))
      output = Features(
        graph.apply(Multiply(), output.value, mask), output.extents, lengths: output.lengths)
    }
    built[index].end = graph.nodes.count - 1
    finished[index] = output
    return output
  }

  /// What an element reads.
  private mutating func input(of index: Int) throws(LayerFault) -> Features {
    let element = network.layers[index].element
    if element.join != nil, (element.from ?? []).count < 2 {
      throw fault(
        "there is a single input and nothing to join, expected a list of layers or groups in "
          + "\("from".quoted)", at: "join", of: index)
    }
    guard let names = element.from else {
      guard index > 0 else {
        unreadGroups = []
        return groups.count == 1 ? groups[0].features : flat(groups)
      }
      isRead.insert(index - 1)
      return try features(of: index - 1)
    }
    var parts: [Features] = []
    for name in names { parts.append(try features(named: name, for: index)) }
    return try joined(parts, names, by: element.join ?? .concatenate, for: index)
  }

  private mutating func features(named name: String, for reader: Int) throws(LayerFault) -> Features
  {
    if let index = network.layers.firstIndex(where: { $0.element.name == name }) {
      isRead.insert(index)
      return try features(of: index)
    }
    if let group = groups.first(where: { $0.name == name }) {
      unreadGroups.removeAll { $0 == name }
      return group.features
    }
    // Where no groups are stated, the only one has all columns.
    let names = network.layers.compactMap(\.element.name) + groups.map(\.name)
    throw fault(
      "there is no layer or group \(name.quoted(most: 56))"
        + suggestion(
          for: name, among: names, orExpected: FieldShape.choice(names).expectation),
      at: "from", of: reader)
  }

  /// All groups one behind the other.
  private mutating func flat(_ groups: [(name: String, features: Features)]) -> Features {
    let count = groups.reduce(0) { $0 + $1.features.count }
    return Features(graph.concatenated(groups.map(\.features.value)), [count])
  }

  private mutating func joined(
    _ parts: [Features], _ names: [String], by join: LayerJoin, for reader: Int
  ) throws(LayerFault) -> Features {
    guard parts.count > 1 else { return parts[0] }
    let allLengths = parts.compactMap(\.lengths)
    var lengths = allLengths.first
    if Set(allLengths).count > 1 {
      // A dense layer reads all elements, of which those behind a last step are 0.
      guard network.layers[reader] is Dense else {
        let differ =
          Set(allLengths.map { source(ofLengths: $0) }).count > 1
          ? "of different groups" : "after different windows"
        throw fault(
          "sequences \(differ), whose numbers of steps may differ, can only be joined for a dense layer",
          at: "from", of: reader)
      }
      lengths = nil
    }
    let first = parts[0].extents
    let joined: Features
    switch join {
    case .add:
      for (part, name) in zip(parts, names) where part.extents != first {
        throw fault(
          "only equal shapes can be added, but \(names[0].quoted) has \(parts[0].description) and "
            + "\(name.quoted) \(part.description)", at: "from", of: reader)
      }
      let sum = parts.dropFirst().reduce(parts[0].value) { graph.apply(Add(), $0, $1.value) }
      joined = Features(sum, first, lengths: lengths)
    case .concatenate:
      for (part, name) in zip(parts, names) where part.extents.dropLast() != first.dropLast() {
        throw fault(
          "only shapes that differ in their last dimension alone can be concatenated, but \(names[0].quoted) has "
            + "\(parts[0].description) and \(name.quoted) \(part.description)", at: "from",
          of: reader)
      }
      let positions = first.dropLast().reduce(1, *)
      let last = parts.map { $0.extents[$0.extents.count - 1] }
      let rows = zip(parts, last).map { graph.reshaped($0.value, rows: positions, columns: $1) }
      let total = last.reduce(0, +)
      joined = Features(
        graph.reshaped(graph.concatenated(rows), rows: 1, columns: positions * total),
        first.dropLast() + [total], lengths: lengths)
    }
    // What has no lengths has steps everywhere.
    return allLengths.count < parts.count ? masked(joined) : joined
  }

  /// The same with 0 behind the last step of each row, whatever a layer made of it.
  private mutating func masked(_ features: Features) -> Features {
    guard let lengths = features.lengths else { return features }
    return Features(
      graph.apply(MaskSteps(steps: features.extents[0]), features.value, lengths),
      features.extents, lengths: lengths)
  }

  /// The lengths of the group that lengths after some windows come from.
  private func source(ofLengths value: Value) -> Value {
    guard case .operation(let operation, let inputs) = graph[value].source, operation is WindowCount
    else { return value }
    return source(ofLengths: inputs[0])
  }

  /// Notes how many steps a group must have for a layer to have one.
  private mutating func noteLeastSteps(_ lengths: Value, of layer: Int) {
    var (value, steps) = (lengths, 1)
    while case .operation(let operation, let inputs) = graph[value].source,
      let count = operation as? WindowCount
    {
      steps = count.axis.leastExtent(positions: steps)
      value = inputs[0]
    }
    guard let group = groups.first(where: { $0.features.lengths == value }),
      steps > leastSteps[group.name]?.steps ?? 1
    else { return }
    leastSteps[group.name] = (steps, layer)
  }

  // MARK: Faults

  private func fault(_ message: String, at key: String?, of index: Int) -> LayerFault {
    var fault = LayerFault(message, at: key)
    fault.layer = index
    return fault
  }

  private func checkNames() throws(LayerFault) {
    var known: [String: Int] = [:]
    for (index, layer) in network.layers.enumerated() {
      guard let name = layer.element.name else { continue }
      // A number would be another element's, in the names of tensors and in paths.
      let isNumber = Double(name) != nil || name.allSatisfy(\.isNumber)
      if isNumber
        || name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      {
        throw fault(
          "\(name.quoted(most: 56)) cannot be a layer's name, expected one that is not a number, such as "
            + "\("tower".quoted)", at: "name", of: index)
      }
      if let other = known.updateValue(index, forKey: name) {
        throw fault(
          "the layers \(other) and \(index) are both named \(name.quoted)", at: "name", of: index)
      }
      if network.groups.contains(where: { $0.name == name }) || name == InputGroup.defaultName {
        throw fault(
          "\(name.quoted) is the name of a group of inputs, expected another name", at: "name",
          of: index
        )
      }
    }
  }
}

extension Graph {
  /// A value over the batch with as many rows for each row of the batch: the same elements in the same order.
  package mutating func reshaped(_ value: Value, rows: Int, columns: Int) -> Value {
    let shape = Shape(.batch(times: rows), columns)
    return self.shape(value) == shape ? value : apply(Reshape(to: shape), value)
  }
}
