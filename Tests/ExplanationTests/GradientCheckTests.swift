import Engine
import Explanation
import Spec
import Testing

@Suite struct GradientCheckTests {
  @Test(arguments: [
    "relu", "tanh", "gelu", "selu", "softplus", "identity", "mish",
  ])
  func rightDerivativesAgree(activation: String) throws {
    var table = Table()
    table.layers = """
      { "units": 6, "activation": "\(activation)", "dropout": 0.3 },
      { "units": 5, "activation": "\(activation)" }, { "activation": "sigmoid" }
      """
    table.data = #", "class_weight": "balanced""#
    table.rest = #", "regularization": { "kind": "elastic_net", "lambda": 0.01, "beta": 0.5 }"#
    let gradient = try table.check().gradient
    #expect(gradient.verdict == .agrees)
    // Where all units of a layer are 0, a ReLU behind them is at its kink.
    #expect(gradient.compared + gradient.atKinks == gradient.parameters)
    #expect(gradient.compared > gradient.parameters / 2)
    #expect(activation == "relu" || gradient.atKinks == 0)
    #expect(gradient.rows == 8)
    #expect(try #require(gradient.worst).error < 1e-6)
  }

  @Test(arguments: [
    "mean_squared_error", "mean_absolute_error", "huber", "squared_error", "gaussian", "quantile",
  ])
  func lossesAgree(loss: String) throws {
    var table = Table.regression
    table.preprocessing += #", "target": "standard""#
    table.rest = ", \"loss\": \"\(loss)\""
    #expect(try table.check().gradient.verdict == .agrees)
  }

  /// All sums of zero weights are 0, where a ReLU has a kink.
  @Test func kinksAreLeftOut() throws {
    var table = Table()
    table.columns = Array(table.columns.prefix(2))
    table.layers = """
      { "units": 3, "activation": "relu", "initializer": "zeros" }, { "activation": "sigmoid" }
      """
    let gradient = try table.check().gradient
    // The kinks of the first layer's sums reach nothing through second weights that are not 0.
    #expect(gradient.atKinks == 9)
    #expect(gradient.compared == 4 && gradient.verdict == .agrees)
  }

  /// An activation whose derivative is stated wrongly.
  struct Broken: Activation, UnaryOperation {
    static let name = "broken"
    static let meaning = "z², with the derivative of something else"
    static let fields: [Field<Broken>] = []
    static let derivativeReads = DerivativeReads.input
    static let examples: [Example] = []

    init() {}

    func value<N: Number>(_ x: N) -> N { x * x }
    func derivative<N: Number>(_ x: N) -> N { N(1.99) * x }
  }

  @Test func aWrongDerivativeIsFound() throws {
    let network = try Network(
      inputs: 3,
      layers: [Dense(units: 4, activation: Broken()), Dense(units: 1, activation: Identity())],
      loss: MeanSquaredError(), classes: nil)
    let gradient = GradientCheck(of: network)
    #expect(gradient.verdict == .disagrees)
    let worst = try #require(gradient.worst)
    // Only what lies below the activation is wrong, and by half a hundredth.
    #expect(worst.parameter.hasPrefix("layers.0"))
    #expect(abs(worst.error - 0.005) < 0.001)
    #expect(abs(worst.gradient / worst.difference - 0.995) < 1e-6)
  }

  @Test func ofLargeNetworksSomeParametersAreCompared() throws {
    let network = try Network(
      inputs: 60,
      layers: [Dense(units: 50, activation: ReLU()), Dense(units: 1, activation: Identity())],
      loss: MeanSquaredError(), classes: nil)
    let gradient = GradientCheck(of: network)
    #expect(gradient.verdict == .agrees)
    #expect(gradient.parameters == 3101)
    #expect((200...300).contains(gradient.compared + gradient.atKinks))
  }
}

extension GradientCheck {
  /// Of a network with its initial weights on four rows.
  fileprivate init(of network: Network) {
    let learner = Learner<Double>(
      network, optimizer: GradientDescent(), seed: 3, batchRows: 1, threads: 1)
    let inputs = (0..<4 * network.inputs).map { 2 * Table.draw($0, 50) - 1 }
    let targets: [Double] = [1, -1, 0.5, 2]
    self = inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        guard let first = inputs.baseAddress, let target = targets.baseAddress else {
          preconditionFailure("rows are not empty")
        }
        return GradientCheck(
          learner, on: Rows(inputs: first, targets: target, count: 4), seed: 3)
      }
    }
  }
}
