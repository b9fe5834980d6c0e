import Engine
import Spec
import System
import Testing

/// Kinds of layers: their gradients, their shapes, and sequences that are shorter than their extent.
@Suite struct LayerTests {
  /// The layers of a list as it stands in `model.layers`.
  static func layers(_ json: String) throws -> [any Layer] {
    struct Section: Declared {
      static let fields: [Field<Section>] = [
        Field("layers", \.layers, .list(.component(in: Layers.registry)), "the layers")
      ]
      var layers: [any Layer] = []
    }
    let text = #"{"layers": ["# + json + "]}"
    return try Section.read(JSONReader.read(Array(text.utf8), at: .file("test"), status: .data))
      .value.layers
  }

  /// Layers over a sequence of 6 steps with 3 features, or over what they are reshaped to.
  // swift-format-ignore: a stack a line is easier to read
  static let stacks = [
    #"{"kind": "reshape", "shape": [3, 3, 2]}, {"kind": "convolution", "filters": 4, "kernel_size": 2, "padding": "same", "activation": "tanh"}, {"kind": "pooling", "size": 2}"#,
    #"{"kind": "convolution", "filters": 4, "kernel_size": 3, "stride": 2, "activation": "tanh"}, {"kind": "pooling", "method": "mean", "size": "all"}"#,
    #"{"kind": "convolution", "filters": 6, "kernel_size": 2, "dilation": 2, "groups": 3, "padding": "same"}, {"kind": "pooling", "method": "mean", "size": 2, "padding": "same"}"#,
    #"{"kind": "batch_normalization"}, {"kind": "recurrent", "units": 4, "output": "all"}, {"kind": "layer_normalization"}"#,
    #"{"kind": "gru", "units": 3, "bidirectional": true, "output": "all"}, {"kind": "pooling", "size": "all"}"#,
    #"{"kind": "lstm", "units": 3, "reverse": true, "output": "all"}, {"kind": "lstm", "units": 2, "bidirectional": true}"#,
    #"{"kind": "convolution", "name": "a", "filters": 3, "kernel_size": 1}, {"kind": "activation", "from": ["a", "inputs"], "join": "add", "activation": "tanh"}, {"kind": "gru", "name": "g", "units": 2, "output": "all"}, {"kind": "dense", "from": ["g", "a"], "units": 5}"#,
    #"{"kind": "dropout", "dropout": 0.5}, {"kind": "recurrent", "units": 3, "activation": "softplus", "bidirectional": true}, {"kind": "batch_normalization", "scale": false}"#,
  ]

  private static func network(
    _ stack: String, steps: Int = 6, hasLengths: Bool = false
  ) throws -> Network {
    try Network(
      inputs: steps * 3 + (hasLengths ? 1 : 0),
      groups: [
        InputGroup(
          name: "inputs", columns: 0..<steps * 3, extents: [steps, 3],
          lengthColumn: hasLengths ? steps * 3 : nil)
      ],
      layers: layers(stack + #", {"units": 2}"#), loss: MeanSquaredError(), regularizer: L2(),
      classes: nil)
  }

  /// The gradient of each parameter beside central differences.
  @Test(arguments: stacks.indices)
  func gradientsAreThoseOfDifferences(number: Int) throws {
    for hasLengths in [false, true] where number > 0 || !hasLengths {
      let network = try Self.network(Self.stacks[number], hasLengths: hasLengths)
      let rows = 5
      var random = TestRandom(UInt64(number) + 7)
      var inputs: [Double] = []
      for row in 0..<rows {
        let steps = hasLengths ? min(3 + row, 6) : 6
        for cell in 0..<18 { inputs.append(cell < steps * 3 ? random.uniform(in: -1...1) : 0) }
        if hasLengths { inputs.append(Double(steps)) }
      }
      let targets = (0..<rows * 2).map { _ in random.uniform(in: -1...1) }
      try inputs.withUnsafeBufferPointer { inputs in
        try targets.withUnsafeBufferPointer { targets in
          let batch = Rows(
            inputs: try #require(inputs.baseAddress), targets: try #require(targets.baseAddress),
            count: rows)
          let objective = BatchObjective<Double>(network, on: batch, seed: 3)
          for number in network.parameters.indices {
            for index in objective.parameter(number).indices {
              objective.parameter(number)[index] = random.uniform(in: -0.7...0.7)
            }
          }
          _ = objective.differentiate()
          let gradients = network.parameters.indices.map { Array(objective.gradient($0)) }
          for number in network.parameters.indices {
            let parameter = objective.parameter(number)
            for index in parameter.indices {
              let (value, step) = (parameter[index], 1e-5)
              parameter[index] = value + step
              let above = objective.value()
              parameter[index] = value - step
              let difference = (above - objective.value()) / (2 * step)
              parameter[index] = value
              #expect(
                abs(gradients[number][index] - difference) < 1e-7,
                "\(network.parameters[number].name)[\(index)] \(gradients[number][index]) \(difference)"
              )
            }
          }
        }
      }
    }
  }

  /// Layers whose outputs are as many however long the sequence is.
  // swift-format-ignore: as above
  static let sequences = [
    stacks[1], stacks[2] + #", {"kind": "pooling", "size": "all"}"#,
    stacks[3] + #", {"kind": "pooling", "size": "all"}"#, stacks[4], stacks[5],
    stacks[3]
      + #", {"kind": "convolution", "filters": 2, "kernel_size": 3, "padding": "same"}, {"kind": "pooling", "method": "mean", "size": 3, "stride": 1, "padding": "same"}, {"kind": "pooling", "size": "all"}"#,
    #"{"kind": "gru", "units": 3, "output": "all"}, {"kind": "activation", "activation": "sigmoid"}, {"kind": "convolution", "filters": 2, "kernel_size": 4, "padding": "same"}, {"kind": "lstm", "units": 2, "reverse": true}"#,
    stacks[3]
      + #", {"kind": "convolution", "filters": 2, "kernel_size": 3, "stride": 2, "padding": "same"}, {"kind": "pooling", "size": 2}, {"kind": "pooling", "method": "mean", "size": "all"}"#,
    #"{"kind": "recurrent", "units": 3, "activation": "softplus", "bidirectional": true}, {"kind": "batch_normalization", "scale": false}"#,
  ]

  /// A sequence of 4 of 6 steps gives what the layers give to a table of 4 steps, in evaluation and in
  /// training.
  @Test(arguments: sequences.indices)
  func shortSequencesAreThoseOfTheirSteps(number: Int) throws {
    let layers = Self.sequences[number]
    let long = try Self.network(layers, hasLengths: true)
    let short = try Self.network(layers, steps: 4)
    try #require(long.parameters.map(\.shape) == short.parameters.map(\.shape))
    var random = TestRandom(UInt64(number) + 70)
    let rows = 3
    let cells: [[Double]] = (0..<rows).map { _ in (0..<12).map { _ in random.uniform(in: -1...1) } }
    let rest: [Double] = [0, 0, 0, 0, 0, 0, 4]
    let longInputs: [Double] = cells.flatMap { $0 + rest }
    let shortInputs: [Double] = Array(cells.joined())
    let targets = (0..<rows * 2).map { _ in random.uniform(in: -1...1) }
    func learner(_ network: Network) -> Learner<Double> {
      Learner(network, optimizer: GradientDescent(), seed: 5, batchRows: rows, threads: 1)
    }
    func results(_ network: Network, _ inputs: [Double]) throws -> ([Double], [[Double]]) {
      let learner = learner(network)
      return try inputs.withUnsafeBufferPointer { inputs in
        try targets.withUnsafeBufferPointer { targets in
          let data = Rows(
            inputs: try #require(inputs.baseAddress), targets: try #require(targets.baseAddress),
            count: rows)
          let before = learner.evaluate(data).decisions
          _ = learner.train(epoch: 1, on: data, order: nil)
          return (
            before + learner.evaluate(data).decisions,
            network.tensors.map { Array(learner.elements(of: $0)) }
          )
        }
      }
    }
    let (a, b) = (try results(long, longInputs), try results(short, shortInputs))
    for (x, y) in zip(a.0, b.0) { #expect(abs(x - y) < 1e-12) }
    for (x, y) in zip(a.1.joined(), b.1.joined()) { #expect(abs(x - y) < 1e-12) }
  }

  // swift-format-ignore: as above
  @Test(arguments: [
    (#"{"kind": "convolution", "filters": 2, "kernel_size": 9}"#, "layers.0.kernel_size", "fits"),
    (
      #"{"kind": "convolution", "filters": 2, "kernel_size": [2, 2]}"#, "layers.0.kernel_size",
      "one axis"
    ),
    (
      #"{"kind": "convolution", "filters": 4, "kernel_size": 1, "groups": 2}"#, "layers.0.groups",
      "3 channels"
    ),
    (#"{"units": 3}, {"kind": "lstm", "units": 2}"#, "layers.1", "[3], expected [steps, features]"),
    (
      #"{"kind": "reshape", "shape": [4, 4]}"#, "layers.0.shape",
      "has 16 elements, but the layer reads 18"
    ),
    (#"{"from": "input", "units": 3}"#, "layers.0.from", #"did you mean "inputs"?"#),
    (
      #"{"name": "a", "from": "b", "units": 1}, {"name": "b", "from": "a", "units": 1}"#,
      "layers.0.from", "depends on its own output"
    ),
    (#"{"units": 3}, {"from": "inputs", "units": 3}"#, "layers.0", "nothing reads layer 0"),
    (#"{"name": "a", "units": 3}, {"name": "a", "units": 3}"#, "layers.1.name", "both named"),
    (#"{"name": "inputs", "units": 3}"#, "layers.0.name", "group"),
    (#"{"name": "1", "units": 3}"#, "layers.0.name", "not a number"),
    (#"{"name": "", "units": 3}"#, "layers.0.name", "not a number"),
    (#"{"name": "1e3", "units": 3}"#, "layers.0.name", "not a number"),
    (
      #"{"name": "a", "units": 3}, {"from": ["a", "inputs"], "join": "add", "kind": "dropout"}"#,
      "layers.1.from", "[6, 3] (steps, features)"
    ),
    (#"{"units": 3, "join": "add"}"#, "layers.0.join", "nothing to join"),
    (#"{"from": "inputs", "join": "concatenate", "units": 3}"#, "layers.0.join", "a list"),
    (#"{"kind": "graph_convolution", "units": 3}"#, "layers.0", "edges"),
    (
      #"{"kind": "gru", "units": 3, "bidirectional": true, "reverse": true}"#, "layers.0.reverse",
      "one of"
    ),
  ])
  func whatDoesNotFitIsTold(stack: String, path: String, message: String) throws {
    let fault = try #require(throws: LayerFault.self) { try Self.network(stack) }
    #expect(fault.path == path)
    #expect(fault.message.contains(message), "\(fault.message)")
  }

  /// What forgets the steps would let those behind a sequence's last one count.
  @Test func shapesKeepSteps() throws {
    let reshape = #"{"kind": "reshape", "shape": "#
    for shape in ["[18]", "[3, 6]", "[6, 3, 1]"] {
      let fault = try #require(throws: LayerFault.self) {
        try Self.network(reshape + shape + "}", hasLengths: true)
      }
      #expect(fault.path == "layers.0.shape")
      #expect(fault.message.contains("expected [6, 3]"), "\(fault.message)")
      _ = try Self.network(reshape + shape + "}")
    }
    _ = try Self.network(reshape + "[6, 3]}", hasLengths: true)
  }

  /// Two groups of sequences, the second of which has lengths.
  private static func twoSequences(_ stack: String, firstHasLengths: Bool) throws -> Network {
    try Network(
      inputs: 14,
      groups: [
        InputGroup(
          name: "a", columns: 0..<6, extents: [6, 1], lengthColumn: firstHasLengths ? 12 : nil),
        InputGroup(name: "b", columns: 6..<12, extents: [6, 1], lengthColumn: 13),
      ], layers: layers(stack), loss: MeanSquaredError(), classes: nil)
  }

  @Test func joinedSequencesAreMasked() throws {
    for join in ["add", "concatenate"] {
      let stack =
        #"{"kind": "pooling", "method": "mean", "size": "all", "from": ["a", "b"], "join": ""#
        + join
        + #""}, {"units": 1}"#
      let network = try Self.twoSequences(stack, firstHasLengths: false)
      let learner = Learner<Double>(
        network, optimizer: GradientDescent(), seed: 1, batchRows: 1, threads: 1)
      func loss(_ behind: Double) throws -> Double {
        let inputs = [1, 2, 3, behind, behind, behind, 4, 5, 6, 0, 0, 0, 0, 3]
        return try inputs.withUnsafeBufferPointer { inputs in
          try [1.0].withUnsafeBufferPointer { targets in
            learner.evaluate(
              Rows(
                inputs: try #require(inputs.baseAddress),
                targets: try #require(targets.baseAddress), count: 1)
            ).loss
          }
        }
      }
      #expect(try loss(0) == loss(100))
    }
    let dense = #"{"from": ["a", "b"], "units": 1}"#
    _ = try Self.twoSequences(dense, firstHasLengths: true)
    let fault = try #require(throws: LayerFault.self) {
      try Self.twoSequences(
        #"{"kind": "gru", "units": 2, "from": ["a", "b"]}, {"units": 1}"#, firstHasLengths: true)
    }
    #expect(fault.message.contains("of different groups"))
  }

  @Test func groupsThatNothingReadsAreKnown() throws {
    let all = try Self.twoSequences(#"{"units": 1}"#, firstHasLengths: true)
    #expect(all.unreadGroups == [])
    let one = try Self.twoSequences(#"{"from": "b", "units": 1}"#, firstHasLengths: true)
    #expect(one.unreadGroups == ["a"])
  }
}
