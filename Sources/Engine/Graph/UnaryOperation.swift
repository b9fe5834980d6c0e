/// What a derivative is computed from; the rest of a node's values need not be kept for it.
package enum DerivativeReads: Sendable {
  case input
  case output
}

/// An elementwise function of one matrix, stated as a formula and the formula of its derivative.
package protocol UnaryOperation: Operation {
  /// What `derivative` is given.
  static var derivativeReads: DerivativeReads { get }
  /// y = f(x).
  func value<N: Number>(_ x: N) -> N
  /// f′, by the input x or the output y as `derivativeReads` says.
  func derivative<N: Number>(_ xOrY: N) -> N
  /// The kernels of `Derivative` of this operation: declared here, where the compiler knows the
  /// operation's type when it makes them.
  var derivativeKernel32: Kernel<Float> { get }
  var derivativeKernel64: Kernel<Double> { get }
  var derivativeVectorKernel32: Kernel<Float> { get }
  var derivativeVectorKernel64: Kernel<Double> { get }
  /// The kernels of `FunctionOfSum` of this operation.
  var kernelOfSum32: Kernel<Float> { get }
  var kernelOfSum64: Kernel<Double> { get }
  /// The kernels of `RowLayer` and `RowGradient` of this operation.
  var kernelOfLayer32: Kernel<Float> { get }
  var kernelOfLayer64: Kernel<Double> { get }
  var kernelOfLayerGradient32: Kernel<Float> { get }
  var kernelOfLayerGradient64: Kernel<Double> { get }
}

extension UnaryOperation {
  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try onlyShape(of: inputs, for: self)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let read = Self.derivativeReads == .input ? inputs[0] : result
    return [graph.apply(Derivative(of: self), read, upstream)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText { value(inputs[0]) }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    @inline(__always)
    func formula(_ x: SIMD8<S>) -> SIMD8<S> { value(x) }
    mapElements(call, formula)
  }

  package var vectorKernel32: Kernel<Float>? { { call, _ in runVector(call) } }
  package var vectorKernel64: Kernel<Double>? { { call, _ in runVector(call) } }

  private func runVector<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    Lanes.storeVector(value(Lanes.loadVector(call.pointee.a)), call)
  }

  package var derivativeKernel32: Kernel<Float> { { call, _ in differentiate(call) } }
  package var derivativeKernel64: Kernel<Double> { { call, _ in differentiate(call) } }

  package var kernelOfSum32: Kernel<Float> { { call, _ in applyToSum(call) } }
  package var kernelOfSum64: Kernel<Double> { { call, _ in applyToSum(call) } }

  /// (a, b) ↦ f(a + b).
  private func applyToSum<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    @inline(__always)
    func formula(_ a: SIMD8<S>, _ b: SIMD8<S>) -> SIMD8<S> { value(a + b) }
    mapElements(call, formula)
  }

  /// (x or y, g) ↦ g · f′.
  private func differentiate<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    @inline(__always)
    func formula(_ xOrY: SIMD8<S>, _ g: SIMD8<S>) -> SIMD8<S> { g * derivative(xOrY) }
    mapElements(call, formula)
  }

  package var derivativeVectorKernel32: Kernel<Float> { { call, _ in differentiateVector(call) } }
  package var derivativeVectorKernel64: Kernel<Double> { { call, _ in differentiateVector(call) } }

  private func differentiateVector<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let (xOrY, g) = (Lanes.loadVector(call.pointee.a), Lanes.loadVector(call.pointee.b))
    Lanes.storeVector(g * derivative(xOrY), call)
  }
}

/// An operation that is the derivative of a unary function times a gradient.
protocol FunctionDerivative: Operation {
  var anyFunction: any UnaryOperation { get }
}

/// The derivative of a unary operation times the gradient that arrives from above, in one pass:
/// (x or y, g) ↦ g · f′.
///
/// Its own gradient writes the formula of f′ out as nodes and differentiates these.
package struct Derivative<Function: UnaryOperation>: FunctionDerivative {
  package let function: Function
  var anyFunction: any UnaryOperation { function }

  package init(of function: Function) { self.function = function }

  package var name: String { "\(function.name)′" }
  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[1].broadcasts(to: inputs[0]) else {
      throw ShapeError(name, inputs, expected: "a matrix, and one that broadcasts to it")
    }
    return inputs[0]
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let tracer = Symbol.Tracer(graph)
    let derivative = function.derivative(Symbol.value(inputs[0], tracer)).value(in: tracer)
    graph = tracer.graph
    let first = result.index + 1
    let scaled = graph.apply(Multiply(), upstream, inputs[1])
    let byFirst = graph.pullback(of: derivative, seed: scaled, to: [inputs[0]], from: first)[0]
    let bySecond = graph.summed(
      graph.apply(Multiply(), upstream, derivative), from: graph.shape(result),
      to: graph.shape(inputs[1]))
    return [byFirst, bySecond]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    inputs[1] * function.derivative(inputs[0])
  }

  package var kernel32: Kernel<Float> { function.derivativeKernel32 }
  package var kernel64: Kernel<Double> { function.derivativeKernel64 }
  package var vectorKernel32: Kernel<Float>? { function.derivativeVectorKernel32 }
  package var vectorKernel64: Kernel<Double>? { function.derivativeVectorKernel64 }

  /// The examples of the function itself reach this operation through its gradient.
  package static var examples: [Example] { [] }
}

/// The shape of the one operand; refuses any other number of them.
func onlyShape(of inputs: [Shape], for operation: any Operation) throws(ShapeError) -> Shape {
  guard inputs.count == 1 else {
    throw ShapeError(operation.name, inputs, expected: "one matrix")
  }
  return inputs[0]
}
