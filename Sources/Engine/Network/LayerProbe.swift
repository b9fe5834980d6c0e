/// Looks at the layers of a network in training. Slopes are gradients of the network's own graph, on
/// rows taken evenly from those trained on.
final class LayerProbe<S: Scalar> {
  /// A slope of at most this is one of a dead unit, of an activation whose greatest is about 1.
  private static var deadSlope: S { 0.01 }
  /// The share of an activation's greatest slope that is that of saturation, and the share of the rows
  /// on which a saturated unit has it.
  private static var saturatedSlope: Double { 0.05 }
  private static var saturatedRows: Double { 0.9 }

  private let network: Network
  private let storage: ParameterStorage<S>
  let lastPoint: LastPoint<S>
  private let computation: Computation
  /// The slope f′(z) of each layer's units, [rows, units]; nil where it is not looked at.
  private let slopes: [Value?]
  /// Made for the number of rows that was sampled last.
  private var program: (rows: Int, program: Program<S>)?

  init(_ network: Network, storage: ParameterStorage<S>) {
    self.network = network
    self.storage = storage
    lastPoint = LastPoint(of: storage)
    let built = NetworkGraph(network, training: false)
    var graph = built.graph
    slopes = zip(network.layers, built.layers).map { layer, built in
      guard let sums = built.weightedSums, let activation = built.activation else { return nil }
      if case .nowhere = type(of: layer.outputActivation).flatness { return nil }
      // An elementwise activation's sum has its slopes as the gradient.
      let total = graph.total(activation)
      return graph.gradient(of: total, withRespectTo: [sums])[0]
    }
    computation = Computation(
      graph: graph, outputs: slopes.compactMap { $0 }, parameters: built.parameters)
  }

  /// What there is to say of each layer, by the parameters as they are.
  /// - Parameters:
  ///   - hasGradients: whether there was an update of which gradients are left.
  ///   - hasLastPoint: whether the parameters before that update were kept.
  func statistics(
    on rows: Rows<S>, hasGradients: Bool, hasLastPoint: Bool
  ) -> [LayerStatistics] {
    var statistics = network.layers.map { _ in LayerStatistics() }
    var squares = network.layers.map { _ in Squares() }
    for (number, parameter) in network.parameters.enumerated() where parameter.isWeight {
      guard case .layer(let layer) = parameter.owner else { continue }
      let weights = storage.elements(of: number, in: storage.values)
      let gradients = storage.elements(of: number, in: storage.gradients)
      let earlier = storage.elements(of: number, in: lastPoint.values)
      var sums = squares[layer]
      for index in weights.indices {
        let (w, g, e) = (Double(weights[index]), Double(gradients[index]), Double(earlier[index]))
        sums.weights += w * w
        sums.gradients += g * g
        sums.earlier += e * e
        sums.change += (w - e) * (w - e)
      }
      squares[layer] = sums
      statistics[layer].weightNorm = sums.weights.squareRoot()
      if hasGradients { statistics[layer].gradientNorm = sums.gradients.squareRoot() }
      if hasLastPoint, sums.earlier > 0 {
        statistics[layer].updateRatio = (sums.change / sums.earlier).squareRoot()
      }
    }
    addFlatUnits(to: &statistics, rows)
    return statistics
  }

  /// Sums of squares over all weights of a layer.
  private struct Squares {
    var (weights, gradients, earlier, change) = (0.0, 0.0, 0.0, 0.0)
  }

  private func addFlatUnits(to statistics: inout [LayerStatistics], _ rows: Rows<S>) {
    guard slopes.contains(where: { $0 != nil }) else { return }
    // Nodes are looked at in their graph.
    let count = network.nodes?.count ?? min(rows.count, LayerStatistics.mostRows)
    let program = self.program(rows: count)
    let sample = (0..<count).map { Int32($0 * rows.count / count) }
    sample.withUnsafeBufferPointer { sample in
      var context = StepContext(rows)
      context.order = sample.baseAddress
      context.rowCount = count
      withUnsafePointer(to: context) { program.run($0) }
    }
    for (layer, slope) in slopes.enumerated() {
      guard let slope, let slopes = program.output(slope) else { continue }
      // A unit that is computed at several positions of a row counts as flat where it is at all of them.
      let shape = computation.graph.shape(slope)
      let (units, count) = (shape.columns, shape.rowCount(batch: count))
      switch type(of: network.layers[layer].outputActivation).flatness {
      case .nowhere: break
      case .below:
        statistics[layer].deadUnits = Self.share(
          slopes, rows: count, units: units, flatBelow: Self.deadSlope, on: count)
      case .onBothSides(let greatest):
        statistics[layer].saturatedUnits = Self.share(
          slopes, rows: count, units: units, flatBelow: S(Self.saturatedSlope * greatest),
          on: Int((Self.saturatedRows * Double(count)).rounded(.up)))
      }
    }
  }

  /// The share of units whose slope is at most a limit on at least so many rows.
  private static func share(
    _ slopes: UnsafePointer<S>, rows: Int, units: Int, flatBelow limit: S, on least: Int
  ) -> Double {
    var counts = Array(repeating: 0, count: units)
    for row in 0..<rows {
      for unit in 0..<units where slopes[row * units + unit].magnitude <= limit {
        counts[unit] += 1
      }
    }
    return Double(counts.count { $0 >= least }) / Double(units)
  }

  private func program(rows: Int) -> Program<S> {
    if let program, program.rows == rows { return program.program }
    let plan = Plan(computation, rows: rows)
    let made = Program(plan, storage: storage, point: storage.values)
    program = (rows, made)
    return made
  }
}

/// How a layer stands at the end of an epoch.
package struct LayerStatistics: Sendable {
  /// The most rows that are sampled.
  package static var mostRows: Int { 256 }

  /// ‖W‖, the Euclidean norm of the layer's weights; biases are left out here and below; nil where the layer
  /// has none.
  package var weightNorm: Double?
  /// The Euclidean norm of the objective's gradient by W in the last update, after clipping; nil before
  /// there was one.
  package var gradientNorm: Double?
  /// ‖ΔW‖ / ‖W‖, with ΔW the last update and W the weights before it.
  package var updateRatio: Double?
  /// The share of units whose slope is nearly 0 on all sampled rows; nil where the activation does not
  /// level off below alone.
  package var deadUnits: Double?
  /// The share of units whose slope is nearly 0 on most sampled rows; nil where the activation does not
  /// level off on both sides.
  package var saturatedUnits: Double?

  package init() {}
}

/// The parameters as they were before an epoch's last update.
///
/// Invariant: one thread keeps them, while nobody writes parameters.
final class LastPoint<S: Scalar>: @unchecked Sendable {
  private let storage: ParameterStorage<S>
  let values: Memory<S>

  init(of storage: ParameterStorage<S>) {
    self.storage = storage
    values = Memory(count: storage.values.count)
  }

  /// Takes the parameters as they are.
  func keep() { values.start.update(from: storage.values.start, count: values.count) }
}
