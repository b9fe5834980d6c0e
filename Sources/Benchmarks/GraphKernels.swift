import Engine
import Randomness

/// A graph whose nodes can be run one by one, each value in memory of its own.
final class GraphKernels<S: Scalar> {
  private let graph: Graph
  private let rows: Int
  private let memories: [Memory<S>]
  private let context = StepContext<S>()
  private let workspace: Memory<S>
  private let furtherOperands = FurtherOperands<S>()

  /// Computes all nodes once.
  /// - Parameters:
  ///   - rows: the rows of the batch.
  ///   - ranges: from where the elements of leaves are drawn, whole numbers for labels; −1 … 1 for
  ///     others.
  init(_ graph: Graph, rows: Int, drawing ranges: [Value: Example.Operand] = [:]) {
    self.graph = graph
    self.rows = rows
    workspace = Memory(count: graph.values.map { graph.workspace($0, rows: rows) }.max() ?? 0)
    memories = graph.nodes.map { Memory<S>(count: $0.shape.count(batch: rows)) }
    for value in graph.values {
      switch graph[value].source {
      case .constant(let number): memories[value.index].start[0] = S(number)
      case .data, .parameter, .state: draw(value, ranges[value])
      case .operation: run(value)
      }
    }
  }

  private func draw(_ value: Value, _ operand: Example.Operand?) {
    let range = operand?.range ?? -1...1
    let random = RandomStream(seed: UInt64(value.index), .split)
    let elements = memories[value.index].elements
    for index in elements.indices {
      let share = random.uniforms(index).0
      let number = range.lowerBound + share * (range.upperBound - range.lowerBound)
      elements[index] = S(operand?.isLabel == true ? number.rounded() : number)
    }
  }

  /// The seconds that the operation of a node takes.
  func seconds(of value: Value) -> Double {
    guard let (kernel, call) = kernel(of: value) else { return 0 }
    return withUnsafePointer(to: call) { call in
      withUnsafePointer(to: context) { context in secondsPerRun { kernel(call, context) } }
    }
  }

  /// The bytes of a node's result and inputs.
  func bytes(of value: Value) -> Int {
    ([value] + graph[value].inputs).reduce(0) {
      $0 + memories[$1.index].count * MemoryLayout<S>.stride
    }
  }

  /// Computes a node.
  func run(_ value: Value) {
    guard let (kernel, call) = kernel(of: value) else { return }
    withUnsafePointer(to: call) { call in
      withUnsafePointer(to: context) { kernel(call, $0) }
    }
  }

  /// What a plan would call for the whole of a node; nil where it is no operation.
  private func kernel(of value: Value) -> (Kernel<S>, Call<S>)? {
    guard case .operation(let operation, let inputs) = graph[value].source else { return nil }
    let kernel = S.kernel(of: operation)
    var call = Call(kernel: kernel, output: operand(value))
    call.batchRows = rows
    call.workspace = workspace.start
    call.setInputs(inputs.map(operand), in: furtherOperands)
    return (kernel, operation.isElementwise ? call.flattened() : call)
  }

  private func operand(_ value: Value) -> Operand<S> {
    let shape = graph.shape(value)
    return Operand(
      pointer: memories[value.index].start, rows: shape.rowCount(batch: rows),
      columns: shape.columns, stride: shape.columns)
  }
}
