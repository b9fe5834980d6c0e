import Engine
import Glibc
import Testing

/// Each registered operation on each of its examples.
@Suite struct OperationTests {
  static let rows = 3
  static let types: [any Operation.Type] =
    Operations.all + allActivations.compactMap { ($0 as? any Operation).map { type(of: $0) } }
  static let examples: [Example] = types.flatMap { $0.examples }

  /// The scalar Σ w · operation(inputs), its gradient, and what to compute it from.
  struct Probe {
    let operation: any Operation
    var graph: Graph
    var inputs: [Value] = []
    var objective: Value
    var elements: [Value: [Double]] = [:]

    init(_ example: Example, seed: UInt64) {
      var random = TestRandom(seed)
      operation = example.operation
      var graph = Graph()
      for operand in example.operands {
        let input = graph.leaf(operand.shape)
        inputs.append(input)
        elements[input] = random.elements(operand, rows: OperationTests.rows)
      }
      let result = graph.apply(example.operation, inputs)
      let (total, weights) = graph.weightedTotal(result)
      objective = total
      elements[weights] = random.elements(
        .init(graph.shape(weights)), rows: OperationTests.rows)
      self.graph = graph
    }

    func evaluate(_ value: Value, in graph: Graph, changed: [Value: [Double]] = [:]) -> [Double] {
      let computation = Computation(graph: graph, outputs: [value], parameters: [])
      let leaves = elements.merging(changed) { $1 }
      var interpreter = Interpreter<Double>(
        computation, rows: OperationTests.rows, batchRows: OperationTests.rows, leaves: leaves)
      return interpreter.elements(of: value)
    }

    /// ∂objective/∂input by central differences.
    func differences(_ objective: Value, of input: Value, in graph: Graph) -> [Double] {
      let step = 1e-5
      let start = elements[input] ?? []
      return start.indices.map { index in
        var (up, down) = (start, start)
        up[index] += step
        down[index] -= step
        let high = evaluate(objective, in: graph, changed: [input: up])[0]
        let low = evaluate(objective, in: graph, changed: [input: down])[0]
        return (high - low) / (2 * step)
      }
    }
  }

  /// The operations that say, by `nil`, that an input has no gradient.
  private func differentiable(_ example: Example) -> [Int] {
    example.operands.indices.filter { number in
      if example.operands[number].isLabel { return false }
      return switch example.operation {
      case is OneHot, is Hits, is BatchRootMeanSquare, is WindowCount: false
      case is SelectPositive, is SelectNegative: number > 0
      default: true
      }
    }
  }

  @Test(arguments: examples.indices)
  func gradientEqualsCentralDifferences(number: Int) {
    let example = Self.examples[number]
    var probe = Probe(example, seed: UInt64(number))
    let wanted = differentiable(example).map { probe.inputs[$0] }
    let gradients = probe.graph.gradient(of: probe.objective, withRespectTo: wanted)
    for (input, gradient) in zip(wanted, gradients) {
      #expect(probe.graph.shape(gradient) == probe.graph.shape(input))
      let exact = probe.evaluate(gradient, in: probe.graph)
      let approximate = probe.differences(probe.objective, of: input, in: probe.graph)
      for (a, b) in zip(exact, approximate) {
        #expect(abs(a - b) < 1e-7 * max(1, abs(b)), "\(example.operation.name): \(a) \(b)")
      }
    }
  }

  @Test(arguments: examples.indices)
  func gradientOfTheGradientEqualsCentralDifferences(number: Int) {
    let example = Self.examples[number]
    var probe = Probe(example, seed: UInt64(number))
    let wanted = differentiable(example).map { probe.inputs[$0] }
    let gradients = probe.graph.gradient(of: probe.objective, withRespectTo: wanted)
    var random = TestRandom(77)
    for gradient in gradients {
      let (objective, weights) = probe.graph.weightedTotal(gradient)
      probe.elements[weights] = random.elements(.init(probe.graph.shape(weights)), rows: Self.rows)
      let second = probe.graph.gradient(of: objective, withRespectTo: wanted)
      for (input, gradient) in zip(wanted, second) {
        let exact = probe.evaluate(gradient, in: probe.graph)
        let approximate = probe.differences(objective, of: input, in: probe.graph)
        for (a, b) in zip(exact, approximate) {
          #expect(abs(a - b) < 1e-6 * max(1, abs(b)), "\(example.operation.name): \(a) \(b)")
        }
      }
    }
  }

  /// A piece of the result must be computed from the right pieces of the inputs.
  @Test(arguments: examples.indices)
  func tilesMakeTheWhole(number: Int) {
    let example = Self.examples[number]
    let rows = 100
    var random = TestRandom(UInt64(number))
    var graph = Graph()
    var leaves: [Value: [Double]] = [:]
    let inputs = example.operands.map { operand in
      let leaf = graph.leaf(operand.shape)
      leaves[leaf] = random.elements(operand, rows: rows)
      return leaf
    }
    let result = graph.apply(example.operation, inputs)
    let computation = Computation(graph: graph, outputs: [result], parameters: [])
    var fine = Granularity()
    fine.leastWork = 0
    fine.leastColumns = 1
    fine.leastSliceWork = 1
    let results = [Granularity(), fine].map { granularity in
      var interpreter = Interpreter<Double>(
        computation, rows: rows, batchRows: rows, leaves: leaves, granularity)
      return interpreter.elements(of: result)
    }
    for (whole, tiled) in zip(results[0], results[1]) {
      #expect(abs(whole - tiled) <= 1e-12 * max(1, abs(whole)))
    }
  }

  @Test(arguments: examples.indices)
  func wrongShapesAreRefused(number: Int) {
    let example = Self.examples[number]
    for shapes in example.refused {
      #expect(throws: ShapeError.self) { try example.operation.shape(of: shapes) }
    }
  }

  /// What each operation gives on numbers worked out by hand.
  @Test func valuesAreRight() throws {
    func value(_ operation: any Operation, _ inputs: (Shape, [Double])...) -> [Double] {
      var graph = Graph()
      var leaves: [Value: [Double]] = [:]
      let values = inputs.map { shape, elements in
        let leaf = graph.leaf(shape)
        leaves[leaf] = elements
        return leaf
      }
      let result = graph.apply(operation, values)
      let computation = Computation(graph: graph, outputs: [result], parameters: [])
      var interpreter = Interpreter<Double>(computation, rows: 2, batchRows: 4, leaves: leaves)
      return interpreter.elements(of: result)
    }
    let row = Shape(1, 3)
    let batch = Shape(.batch, 1)
    #expect(value(Absolute(), (row, [-2, 0, 3])) == [2, 0, 3])
    #expect(value(Add(), (row, [1, 2, 3]), (Shape.scalar, [10])) == [11, 12, 13])
    #expect(value(BatchMean(), (batch, [2, 6])) == [2])
    #expect(value(BatchShare(times: 2), (row, [4, 8, 2])) == [0.5, 1, 0.25])
    #expect(value(BatchRootMeanSquare(), (Shape(.batch, 2), [10, 6, -8, 0])) == [5])
    #expect(value(BatchShare(), (row, [4, 8, 2])) == [1, 2, 0.5])
    #expect(value(Broadcast(shape: Shape(2, 3)), (row, [1, 2, 3])) == [1, 2, 3, 1, 2, 3])
    #expect(value(Clip(to: 1.5), (row, [-2, 1, 3])) == [-1.5, 1, 1.5])
    let (left, right) = ((Shape(2, 1), [7.0, 8]), (Shape(2, 2), [1.0, 2, 3, 4]))
    #expect(value(Columns(1..<2), right) == [2, 4])
    #expect(value(Concatenate(), left, right) == [7, 1, 2, 8, 3, 4])
    #expect(value(Concatenate(), left, left, right, left) == [7, 7, 1, 2, 7, 8, 8, 3, 4, 8])
    let pairs = (Shape(.batch(times: 2), 2), [1.0, 2, 3, 4, 5, 6, 7, 8])
    #expect(value(SumGroups(of: 2), pairs) == [4, 6, 12, 14])
    #expect(value(RepeatRows(times: 2), (batch, [5, 7])) == [5, 5, 7, 7])
    #expect(value(Reshape(to: Shape(1, 4)), right) == [1, 2, 3, 4])
    #expect(value(Divide(), (row, [1, 2, 3]), (row, [2, 4, 3])) == [0.5, 0.5, 1])
    let errors = value(ErrorFunction(), (row, [0, 1, -2]))
    #expect(zip(errors, [0, erf(1), erf(-2)]).allSatisfy { abs($0 - $1) <= 2 * $1.ulp })
    let powers = value(Exponential(), (row, [0, 1, -1]))
    #expect(zip(powers, [1, exp(1), exp(-1)]).allSatisfy { abs($0 - $1) <= 2 * $1.ulp })
    let table = (Shape(3, 2), [1.0, 2, 3, 4, 5, 6])
    #expect(value(Gather(column: 0), (batch, [2, 0]), table) == [5, 6, 1, 2])
    #expect(value(Heaviside(), (row, [-1e-9, 0, 2])) == [0, 1, 1])
    #expect(value(Hits(threshold: 0.5), (batch, [0.5, 0.4]), (batch, [1, 1])) == [1, 0])
    #expect(
      value(Hits(threshold: 0), (Shape(.batch, 3), [1, 5, 5, 2, 0, 1]), (batch, [1, 2])) == [1, 0])
    #expect(value(HuberPenalty(delta: 1), (row, [0.5, -3, 1])) == [0.125, 2.5, 0.5])
    let logarithms = value(Logarithm(), (row, [1, 2, 4]))
    #expect(zip(logarithms, [0, log(2), log(4)]).allSatisfy { abs($0 - $1) <= 2 * $1.ulp })
    let nearOne = value(LogarithmOfOnePlus(), (row, [0, 1e-20, 1]))
    #expect(zip(nearOne, [0, 1e-20, log(2)]).allSatisfy { abs($0 - $1) <= 2 * $1.ulp })
    let (a, b) = (Shape(2, 3), Shape(3, 2))
    let product = [4.0, 5, 10, 11]
    #expect(
      value(MatrixProduct(), (a, [1, 2, 3, 4, 5, 6]), (b, [1, 0, 0, 1, 1, 1])) == product)
    #expect(
      value(MatrixProduct(transposeA: true), (b, [1, 4, 2, 5, 3, 6]), (b, [1, 0, 0, 1, 1, 1]))
        == product)
    #expect(
      value(MatrixProduct(transposeB: true), (a, [1, 2, 3, 4, 5, 6]), (a, [1, 0, 1, 0, 1, 1]))
        == product)
    #expect(value(Multiply(), (row, [1, 2, 3]), (row, [2, 2, 2])) == [2, 4, 6])
    #expect(value(OneHot(classes: 3), (batch, [2, 0])) == [0, 0, 1, 1, 0, 0])
    #expect(value(Ramp(), (row, [-1, 0, 2])) == [0, 0, 2])
    #expect(value(ReLU(), (row, [-1, 0, 2])) == [0, 0, 2])
    #expect(value(Scale(by: -2), (row, [1, 0, 2])) == [-2, 0, -4])
    let (vectors, third) = (
      (Shape(.batch, 2), [1.0, 2, 10, 20]), (Shape(.batch, 2), [9.0, 2, 9, 2])
    )
    #expect(value(Scatter(column: 1, categories: 3), third, vectors) == [0, 0, 0, 0, 11, 22])
    let choices = [(row, [1.0, 0, -1]), (row, [1.0, 2, 3]), (Shape.scalar, [9.0])]
    #expect(value(SelectPositive(), choices[0], choices[1], choices[2]) == [1, 9, 9])
    #expect(value(SelectNegative(), choices[0], choices[1], choices[2]) == [9, 9, 3])
    #expect(value(Sigmoid(), (row, [0, 800, -800])) == [0.5, 1, 0])
    let logits = (Shape(.batch, 2), [0.0, 0, 1000, 1000 + log(3)])
    let entropy = value(SoftmaxCrossEntropy(), logits, (batch, [0, 1]))
    #expect(abs(entropy[0] - log(2)) < 1e-12 && abs(entropy[1] - log(4.0 / 3)) < 1e-12)
    let softmax = value(SoftmaxRows(), logits)
    #expect(zip(softmax, [0.5, 0.5, 0.25, 0.75]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(value(Softplus(), (row, [0, 1000, -1000])) == [log(2), 1000, 0])
    #expect(value(Square(), (row, [1, -2, 3])) == [1, 4, 9])
    #expect(value(SquareRoot(), (row, [1, 4, 9])) == [1, 2, 3])
    #expect(value(Subtract(), (Shape.scalar, [1]), (row, [1, 2, 3])) == [0, -1, -2])
    #expect(value(SumColumns(), (a, [1, 2, 3, 4, 5, 6])) == [6, 15])
    #expect(value(SumRows(), (a, [1, 2, 3, 4, 5, 6])) == [5, 7, 9])
    #expect(value(Tanh(), (row, [0, 1000, -1000])) == [0, 1, -1])
    // Far from 0 the smooth relations of ReLU overflow nowhere.
    for activation in [GELU(), SiLU(), Mish()] as [any Operation] {
      #expect(value(activation, (row, [0, 1000, -1000])) == [0, 1000, 0])
    }
    #expect(value(LeakyReLU(), (row, [-100, 0, 2])) == [-1, 0, 2])
    #expect(value(ELU(), (row, [-1000, 0, 1000])) == [-1, 0, 1000])
    let selu = value(SELU(), (row, [-1000, 0, 1]))
    #expect(abs(selu[0] + 1.7580993408473766) < 1e-15 && selu[1] == 0)
    #expect(abs(selu[2] - 1.0507009873554805) < 1e-15)
  }
}
