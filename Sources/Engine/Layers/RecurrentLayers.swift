package import Spec
import System

/// A layer that goes through the steps of a sequence and carries a state from one to the next, 0 at first.
/// Equations, gates and their order are PyTorch's.
package protocol RecurrentKind: Layer {
  /// The blocks of `units` rows in its weights.
  static var gates: Int { get }
  /// The initial biases of the blocks.
  static var initialBiases: [Double] { get }
  /// Whether the state's biases are not just added to those of the inputs.
  static var keepsStateBiasApart: Bool { get }
  var recurrence: Recurrence { get set }
  /// Adds the nodes of one step.
  /// - Parameters:
  ///   - x: the step's inputs times their weights, with the biases, [rows, gates · units].
  ///   - state: what the last step left, its first value the outputs; nil before the first one.
  ///   - weights: what the state is multiplied with.
  /// - Returns: the new state.
  func step(
    _ x: Value, _ state: [Value]?, _ weights: Recurrence.Weights, in graph: inout Graph
  ) -> [Value]
}

/// What the recurrent kinds have in common.
package struct Recurrence: Sendable {
  package enum Output: String, CaseIterable, Sendable {
    /// The outputs of the step that is read last, [units].
    case last
    /// Those of all steps, [steps, units].
    case all
  }

  /// The weights and the biases of the state, [gates · units, units] and [1, gates · units].
  package struct Weights: Sendable {
    let state: Value
    /// Counted among those of the inputs where they are not kept apart.
    let bias: Value
  }

  package var units = 1
  package var output = Output.last
  package var isBidirectional = false
  package var isReverse = false
}

extension RecurrentKind {
  static var recurrenceFields: [Field<Self>] {
    [
      Field(
        "output", \.recurrence.output, .choice,
        "whether the outputs are those of the last step read, [units], or of all steps, [steps, units]"
      ),
      Field(
        "bidirectional", \.recurrence.isBidirectional, .boolean,
        """
        whether a second set of weights reads from the last step to the first; its outputs come after \
        those of the first
        """),
      Field(
        "reverse", \.recurrence.isReverse, .boolean,
        "whether the steps are read from the last to the first; outputs of all steps keep their order"
      ),
    ]
  }

  static var unitsField: Field<Self> {
    Field(
      "units", \.recurrence.units, .integer(1...2_147_483_647),
      "the number of outputs of a step, in each direction", isRequired: true)
  }

  package static var initialBiases: [Double] { [0] }
  package static var keepsStateBiasApart: Bool { false }

  package func build(
    _ input: Features, in model: inout ModelBuilder
  ) throws(LayerFault) -> Features {
    try LayerFields.expectPositions(input, areSteps: true)
    if recurrence.isBidirectional && recurrence.isReverse {
      throw LayerFault(
        "bidirectional already reads both directions, expected one of bidirectional and reverse",
        at: "reverse"
      )
    }
    let units = recurrence.units
    var directions = [outputs(of: input, suffix: "", isReverse: recurrence.isReverse, in: &model)]
    if recurrence.isBidirectional {
      directions.append(outputs(of: input, suffix: "_reverse", isReverse: true, in: &model))
    }
    let width = units * directions.count
    switch recurrence.output {
    case .last:
      return Features(model.graph.concatenated(directions.map(\.last)), [width])
    case .all:
      let steps = input.extents[0]
      let all = (0..<steps).flatMap { step in directions.map { $0.all[step] } }
      return Features(
        model.graph.concatenated(all), [steps, width], lengths: input.lengths)
    }
  }

  /// The outputs of all steps in one direction, and of the step that is read last.
  private func outputs(
    of input: Features, suffix: String, isReverse: Bool, in model: inout ModelBuilder
  ) -> (all: [Value], last: Value) {
    let (units, steps, features) = (recurrence.units, input.extents[0], input.extents[1])
    let width = Self.gates * units
    let inputWeights = model.weight(
      "weight_ih" + suffix, shape: [width, features], drawnBy: GlorotUniform())
    let stateWeights = model.weight(
      "weight_hh" + suffix, shape: [width, units], drawnBy: Orthogonal())
    let inputBias = model.bias("bias_ih" + suffix, count: width, initial: Self.initialBiases)
    let stateBias = model.bias("bias_hh" + suffix, count: width)
    // One product for the inputs of all steps.
    let rows = model.graph.reshaped(input.value, rows: steps, columns: features)
    let bias =
      Self.keepsStateBiasApart ? inputBias : model.graph.apply(Add(), inputBias, stateBias)
    let products = model.graph.apply(
      Add(), model.graph.apply(MatrixProduct(transposeB: true), rows, inputWeights), bias)
    let x = model.graph.reshaped(products, rows: 1, columns: steps * width)
    let weights = Recurrence.Weights(state: stateWeights, bias: stateBias)
    var all = [Value](repeating: x, count: steps)
    var state: [Value]?
    for step in isReverse ? Array((0..<steps).reversed()) : Array(0..<steps) {
      let columns =
        steps == 1 ? x : model.graph.apply(Columns(step * width..<(step + 1) * width), x)
      var next = self.step(columns, state, weights, in: &model.graph)
      if let lengths = input.lengths {
        // Where the sequence has no such step, the state stays as it is.
        let isThere = model.graph.apply(
          Subtract(), lengths, model.graph.constant(Double(step) + 0.5))
        next = next.enumerated().map { number, value in
          let former = state?[number] ?? model.graph.constant(0)
          return model.graph.apply(SelectPositive(), isThere, value, former)
        }
      }
      state = next
      all[step] = next[0]
    }
    return (all, state?[0] ?? x)
  }
}

extension Graph {
  /// x + W h for a state h, [rows, gates · units]; x where there is none yet.
  fileprivate mutating func sum(
    _ x: Value, _ state: Value?, _ weights: Recurrence.Weights
  ) -> Value {
    guard let state else { return x }
    return apply(Add(), x, apply(MatrixProduct(transposeB: true), state, weights.state))
  }

  /// A block of some columns.
  fileprivate mutating func block(_ number: Int, of value: Value, units: Int) -> Value {
    apply(Columns(number * units..<(number + 1) * units), value)
  }
}

/// h ← f(W x + b + W′ h + b′) (Elman 1990).
package struct RecurrentLayer: RecurrentKind {
  package static let name = "recurrent"
  package static let meaning = "h ← f(W x + b + W′ h + b′) from step to step"
  package static let ownFields: [Field<RecurrentLayer>] =
    [unitsField, LayerFields.activation(\.activation)] + recurrenceFields
  package static let gates = 1

  package var element = LayerElement()
  package var recurrence = Recurrence()
  package var activation: any Activation = Tanh()

  package init() {}

  package func step(
    _ x: Value, _ state: [Value]?, _ weights: Recurrence.Weights, in graph: inout Graph
  ) -> [Value] {
    let z = graph.sum(x, state?[0], weights)
    return [activation.apply(to: z, in: &graph)]
  }
}

/// A gated recurrent unit (Cho et al. 2014), as PyTorch computes it.
package struct GRULayer: RecurrentKind {
  package static let name = "gru"
  package static let meaning =
    "gates r = σ(…) and z = σ(…), n = tanh(W x + b + r (W′ h + b′)), h ← (1 − z) n + z h"
  package static let ownFields: [Field<GRULayer>] = [unitsField] + recurrenceFields
  package static let gates = 3
  package static let keepsStateBiasApart = true

  package var element = LayerElement()
  package var recurrence = Recurrence()

  package init() {}

  package func step(
    _ x: Value, _ state: [Value]?, _ weights: Recurrence.Weights, in graph: inout Graph
  ) -> [Value] {
    let units = graph.shape(x).columns / 3
    let hidden =
      state.map { state in
        let product = graph.apply(MatrixProduct(transposeB: true), state[0], weights.state)
        return graph.apply(Add(), product, weights.bias)
      } ?? weights.bias
    func sum(_ block: Int, in graph: inout Graph) -> Value {
      graph.apply(
        Add(), graph.block(block, of: x, units: units), graph.block(block, of: hidden, units: units)
      )
    }
    let r = graph.apply(Sigmoid(), sum(0, in: &graph))
    let z = graph.apply(Sigmoid(), sum(1, in: &graph))
    let inner = graph.apply(Multiply(), r, graph.block(2, of: hidden, units: units))
    let n = graph.apply(
      Tanh(), graph.apply(Add(), graph.block(2, of: x, units: units), inner))
    // (1 − z) n + z h = n + z (h − n)
    let distance =
      state.map { graph.apply(Subtract(), $0[0], n) } ?? graph.apply(Scale(by: -1), n)
    return [graph.apply(Add(), n, graph.apply(Multiply(), z, distance))]
  }
}

/// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as
/// PyTorch computes it. The forget gate's bias starts at 1, so that memory lasts at first (Jozefowicz et al.
/// 2015).
package struct LSTMLayer: RecurrentKind {
  package static let name = "lstm"
  package static let meaning =
    "gates i, f and o = σ(…), g = tanh(…), memory c ← f c + i g, outputs h ← o tanh(c)"
  package static let ownFields: [Field<LSTMLayer>] = [unitsField] + recurrenceFields
  package static let gates = 4
  package static let initialBiases = [0.0, 1, 0, 0]

  package var element = LayerElement()
  package var recurrence = Recurrence()

  package init() {}

  package func step(
    _ x: Value, _ state: [Value]?, _ weights: Recurrence.Weights, in graph: inout Graph
  ) -> [Value] {
    let units = graph.shape(x).columns / 4
    let z = graph.sum(x, state?[0], weights)
    let i = graph.apply(Sigmoid(), graph.block(0, of: z, units: units))
    let g = graph.apply(Tanh(), graph.block(2, of: z, units: units))
    let o = graph.apply(Sigmoid(), graph.block(3, of: z, units: units))
    var c = graph.apply(Multiply(), i, g)
    if let state {
      let f = graph.apply(Sigmoid(), graph.block(1, of: z, units: units))
      c = graph.apply(Add(), graph.apply(Multiply(), f, state[1]), c)
    }
    return [graph.apply(Multiply(), o, graph.apply(Tanh(), c)), c]
  }
}
