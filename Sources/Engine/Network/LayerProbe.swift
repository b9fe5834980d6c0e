/// Looks at the layers of a network in training. Slopes are gradients of the network's own graph, on
/// rows taken evenly from those trained on.
final class LayerProbe<S: Scalar> {
  /// The most rows that are sampled.
  private static var mostRows: Int { 256 }
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
    slopes = network.layers.indices.map { layer in
      if case .nowhere = type(of: network.layers[layer].activation).flatness { return nil }
      // An elementwise activation's sum has its slopes as the gradient.
      let total = graph.total(built.activations[layer])
      return graph.gradient(of: total, withRespectTo: [built.weightedSums[layer]])[0]
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
    for (number, parameter) in network.parameters.enumerated() where parameter.isWeight {
      guard case .layer(let layer) = parameter.owner else { continue }
      let weights = storage.elements(of: number, in: storage.values)
      let gradients = storage.elements(of: number, in: storage.gradients)
      let earlier = storage.elements(of: number, in: lastPoint.values)
      var (square, gradientSquare, earlierSquare, change) = (0.0, 0.0, 0.0, 0.0)
      for index in weights.indices {
        let (w, g, e) = (Double(weights[index]), Double(gradients[index]), Double(earlier[index]))
        square += w * w
        gradientSquare += g * g
        earlierSquare += e * e
        change += (w - e) * (w - e)
      }
      statistics[layer].weightNorm = square.squareRoot()
      if hasGradients { statistics[layer].gradientNorm = gradientSquare.squareRoot() }
      if hasLastPoint, earlierSquare > 0 {
        statistics[layer].updateRatio = (change / earlierSquare).squareRoot()
      }
    }
    addFlatUnits(to: &statistics, rows)
    return statistics
  }

  private func addFlatUnits(to statistics: inout [LayerStatistics], _ rows: Rows<S>) {
    guard slopes.contains(where: { $0 != nil }) else { return }
    let count = min(rows.count, Self.mostRows)
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
      let units = network.layers[layer].units
      switch type(of: network.layers[layer].activation).flatness {
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
