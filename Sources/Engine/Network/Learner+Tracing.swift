extension Learner {
  /// Makes one update as `train` does, of a batch that is worked on at once, and computes beside it every
  /// value of its graph, by the interpreter, whose values are the plan's to the bit.
  /// - Parameters:
  ///   - epoch: from 1.
  ///   - rows: the data; the first `count` rows of the order are taken.
  ///   - order: the order in which the rows are taken; nil for their own.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func trace(
    epoch: Int, on rows: Rows<S>, order: UnsafePointer<Int32>?, learningRate: Double
  ) -> TracedStep<S> {
    precondition(
      rows.count <= network.rowsAtOnce(of: rows.count), "a larger batch comes in pieces")
    if step == 0 { startEvaluationPoint() }
    keepGradients()
    var context = StepContext(rows, seed: seed, rate: learningRate)
    context.order = order
    context.epoch = epoch
    context.step = step + 1
    let backpropagation = training.backpropagation(from: training.objective)
    let elements = elements(of: backpropagation, context)
    let before = storage.tensors.indices.map { parameterState($0) }
    _ = train(epoch: epoch, on: rows, order: order, rate: { _ in learningRate })
    let parameters = storage.tensors.indices.map { number in
      let (values, state) = parameterState(number)
      return TracedStep<S>.Parameter(
        before: before[number].values,
        point: type(of: optimizer).evaluationSlot.map { before[number].state[$0] },
        gradient: Array(storage.elements(of: number, in: storage.gradients)),
        stateBefore: before[number].state, stateAfter: state, after: values)
    }
    return TracedStep(
      step: step, rows: rows.count, learningRate: learningRate, graph: backpropagation,
      elements: elements, parameters: parameters)
  }

  private func parameterState(_ number: Int) -> (values: [S], state: [[S]]) {
    (
      Array(storage.elements(of: number, in: storage.values)),
      storage.slots.map { Array(storage.elements(of: number, in: $0)) }
    )
  }

  /// The elements of all values that lead to loss, objective and gradients.
  private func elements(
    of backpropagation: Backpropagation, _ context: StepContext<S>
  ) -> [[S]?] {
    let graph = backpropagation.graph
    var leaves: [Value: [S]] = [:]
    for value in graph.values {
      switch graph[value].source {
      case .data(let number):
        let columns = graph.shape(value).columns
        leaves[value] = context.data(number).map { data in
          (0..<context.rowCount).flatMap { row in
            let row = context.order.map { Int($0[row]) } ?? row
            return UnsafeBufferPointer(start: data + row * columns, count: columns)
          }
        }
      case .parameter(let number):
        leaves[value] = Array(storage.elements(of: number, in: storage.evaluationPoint))
      case .state(let number): leaves[value] = Array(storage.states[number].elements)
      case .constant, .operation: break
      }
    }
    var interpreter = Interpreter(
      wholeComputation, rows: context.rowCount, batchRows: context.rowCount, leaves: leaves)
    let results =
      [training.loss, training.objective] + Array(backpropagation.adjoints.values)
      + backpropagation.gradients
    var elements = [[S]?](repeating: nil, count: graph.nodes.count)
    for value in graph.needed(for: results) {
      elements[value.index] = interpreter.elements(of: value, context: context)
    }
    return elements
  }
}
