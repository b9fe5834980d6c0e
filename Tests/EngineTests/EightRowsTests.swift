import Engine
import Testing

/// Operations that take eight rows side by side, the rest of a batch one by one.
@Suite struct EightRowsTests {
  /// Each row of many as if it were alone, to the bit: with ties, infinite numbers and such as are none, in a matrix
  /// with a column more.
  @Test(arguments: [2, 3, 8, 9, 11])
  func rowsSideBySideEqualRowsAlone(classes: Int) throws {
    try compare(Float.self, classes)
    try compare(Double.self, classes)
  }

  private func compare<S: Scalar>(_: S.Type, _ classes: Int) throws {
    var graph = Graph()
    let all = graph.data(0, columns: classes + 1)
    let logits = graph.apply(Columns(1..<classes + 1), all)
    let labels = graph.data(1, columns: 1)
    let outputs = [
      graph.apply(SoftmaxRows(), logits),
      graph.apply(SoftmaxCrossEntropy(), logits, labels),
      graph.apply(SoftmaxCrossEntropyGradient(), logits, labels, graph.constant(0.75)),
      graph.apply(Hits(threshold: 0), logits, labels),
    ]
    let computation = Computation(graph: graph, outputs: outputs, parameters: [])
    let rows = 19
    var random = TestRandom(UInt64(classes))
    var inputs = (0..<rows * (classes + 1)).map { _ in S(random.uniform(in: -4...4)) }
    func place(_ row: Int, _ column: Int) -> Int { row * (classes + 1) + 1 + column }
    inputs[place(1, 0)] = inputs[place(1, classes - 1)]
    for column in 0..<classes { inputs[place(2, column)] = 1.5 }
    inputs[place(3, 0)] = .nan
    inputs[place(4, 1)] = .nan
    inputs[place(5, classes - 1)] = .infinity
    inputs[place(6, 0)] = -.infinity
    inputs[place(7, 1)] = 80
    let targets = (0..<rows).map { _ in S(random.integer(below: classes)) }

    let together = results(computation, inputs, targets)
    for row in 0..<rows {
      let start = row * (classes + 1)
      let alone = results(
        computation, Array(inputs[start..<start + classes + 1]), [targets[row]])
      for (many, one) in zip(together, alone) {
        let part = many[row * one.count..<(row + 1) * one.count]
        for (a, b) in zip(part, one) {
          #expect(a == b || a.isNaN && b.isNaN, "row \(row): \(Array(part)), \(one)")
        }
      }
    }
  }

  /// The elements of each output.
  private func results<S: Scalar>(
    _ computation: Computation, _ inputs: [S], _ targets: [S]
  ) -> [[S]] {
    let program = Program(
      Plan(computation, rows: targets.count), storage: ParameterStorage<S>([]),
      point: Memory(count: 1))
    return inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        guard let data = inputs.baseAddress, let labels = targets.baseAddress else { return [] }
        program.run(
          StepContext(Rows(inputs: data, targets: labels, count: targets.count)),
          by: Team(count: 1))
        return computation.outputs.map { output in
          let columns = computation.graph.shape(output).columns
          return Array(
            UnsafeBufferPointer(start: program.output(output), count: targets.count * columns))
        }
      }
    }
  }
}
