/// An operation that is a unary function of the sum of its two operands.
package protocol SumFunction: Operation {
  var anyFunction: any UnaryOperation { get }
}

/// A unary function of a sum in one pass, (a, b) ↦ f(a + b): an activation of weighted sums and their
/// biases. `Graph.simplify` puts it in place of the two operations, where both have been differentiated.
struct FunctionOfSum<Function: UnaryOperation>: SumFunction {
  let function: Function
  package var anyFunction: any UnaryOperation { function }

  init(_ function: Function) { self.function = function }

  var name: String { "\(function.name) of sum" }
  var isElementwise: Bool { true }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try broadcastShape(of: inputs, count: 2, for: self)
  }

  /// That of the two operations, written out.
  func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let sum = graph.apply(Add(), inputs)
    let value = graph.apply(function, sum)
    return graph.pullback(of: value, seed: upstream, to: inputs, from: sum.index)
  }

  func formula(_ inputs: [FormulaText]) -> FormulaText { function.value(inputs[0] + inputs[1]) }

  var kernel32: Kernel<Float> { function.kernelOfSum32 }
  var kernel64: Kernel<Double> { function.kernelOfSum64 }

  /// Simplified graphs reach this operation in the tests of plans.
  static var examples: [Example] { [] }
}
