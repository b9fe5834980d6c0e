/// Looking at layers, in the course of training and where it came to a bad end.
extension Learner {
  /// What there is to say of each layer, by the parameters as they are and the last update.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func layerStatistics(on rows: Rows<S>) -> [LayerStatistics] {
    guard let probe else { preconditionFailure("layers are looked at where they are logged") }
    return probe.statistics(
      on: rows, hasGradients: lastUpdate.hasGradients, hasLastPoint: lastUpdate.hasLastPoint)
  }

  /// The first value that was not finite in the update that is next, whose loss was not.
  /// - Parameters: as those of the epoch's training.
  ///   - start: the rows of the epoch before the update.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func firstNonFinite(
    inUpdateAt start: Int, epoch: Int, on rows: Rows<S>, order: UnsafePointer<Int32>?
  ) -> NonFiniteValue {
    var context = context(epoch: epoch, rows, order)
    context.start = start
    context.step = step + 1
    return firstNonFinite(
      of: training, at: storage.evaluationPoint, rows: min(batchRows, rows.count - start), context)
  }

  /// The first value that is not finite in the evaluation of rows, whose loss is not.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func firstNonFinite(on rows: Rows<S>) -> NonFiniteValue {
    firstNonFinite(of: evaluating, at: storage.values, rows: rows.count, StepContext(rows))
  }

  /// The gradient or parameter that was first not finite in the last update, whose loss was and whose gradients can be
  /// read.
  ///
  /// Gradients are computed from the last layer to the first, and parameters are updated by them.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func nonFiniteParameter() -> NonFiniteValue? {
    func isFinite(_ number: Int, in memory: Memory<S>) -> Bool {
      storage.elements(of: number, in: memory).allSatisfy(\.isFinite)
    }
    func value(_ kind: NonFiniteValue.Kind, of number: Int) -> NonFiniteValue {
      guard case .layer(let layer) = network.parameters[number].owner else {
        return NonFiniteValue(kind)
      }
      return NonFiniteValue(kind, layer: layer)
    }
    let numbers = network.parameters.indices
    if let number = numbers.last(where: { !isFinite($0, in: storage.gradients) }) {
      return value(.gradient, of: number)
    }
    return numbers.first { !isFinite($0, in: storage.values) }.map { value(.parameter, of: $0) }
  }

  /// The first value that is not finite among the layers of some rows; the loss where all are.
  private func firstNonFinite(
    of built: NetworkGraph, at point: Memory<S>, rows count: Int, _ context: StepContext<S>
  ) -> NonFiniteValue {
    var context = context
    var found: NonFiniteValue?
    let computation = Computation(
      graph: built.graph,
      outputs: built.layers.flatMap { [$0.weightedSums, $0.output].compactMap(\.self) },
      parameters: built.parameters)
    let length = network.rowsAtOnce(of: count)
    for start in stride(from: 0, to: count, by: length) {
      let rows = min(length, count - start)
      let plan = Plan(computation, rows: rows, batchRows: count)
      let program = Program(plan, storage: storage, point: point)
      context.pieceStart = start
      withUnsafePointer(to: context) { program.run($0) }
      func isFinite(_ value: Value) -> Bool {
        guard let elements = program.output(value) else { return true }
        let count = built.graph.shape(value).count(batch: rows)
        return UnsafeBufferPointer(start: elements, count: count).allSatisfy(\.isFinite)
      }
      // Only what comes earlier than what was found in other rows is of interest.
      for layer in network.layers.indices.prefix(found?.layer ?? network.layers.count) {
        if let sums = built.layers[layer].weightedSums, !isFinite(sums) {
          found = NonFiniteValue(.weightedSum, layer: layer)
        } else if !isFinite(built.layers[layer].output) {
          found = NonFiniteValue(.activation, layer: layer)
        }
        if found?.layer == layer { break }
      }
    }
    return found ?? NonFiniteValue(.loss)
  }
}
