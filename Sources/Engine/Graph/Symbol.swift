/// A number of a formula that is being written out as nodes of a graph.
package enum Symbol: Number {
  case constant(Double)
  case value(Value, Tracer)

  /// The graph that grows while a formula runs over symbols.
  package final class Tracer {
    var graph: Graph

    init(_ graph: Graph) { self.graph = graph }
  }

  package init(_ constant: Double) { self = .constant(constant) }

  /// The node of the symbol in a tracer's graph.
  func value(in tracer: Tracer) -> Value {
    switch self {
    case .constant(let number): tracer.graph.constant(number)
    case .value(let value, _): value
    }
  }

  private static func apply(
    _ operation: any Operation, _ symbols: Symbol..., constants: ([Double]) -> Double
  ) -> Symbol {
    var numbers: [Double] = []
    for symbol in symbols {
      switch symbol {
      case .constant(let number): numbers.append(number)
      case .value(_, let tracer):
        let inputs = symbols.map { $0.value(in: tracer) }
        return .value(tracer.graph.apply(operation, inputs), tracer)
      }
    }
    return .constant(constants(numbers))
  }

  package static func + (left: Symbol, right: Symbol) -> Symbol {
    apply(Add(), left, right) { $0[0] + $0[1] }
  }

  package static func - (left: Symbol, right: Symbol) -> Symbol {
    apply(Subtract(), left, right) { $0[0] - $0[1] }
  }

  package static func * (left: Symbol, right: Symbol) -> Symbol {
    apply(Multiply(), left, right) { $0[0] * $0[1] }
  }

  package static func / (left: Symbol, right: Symbol) -> Symbol {
    apply(Divide(), left, right) { $0[0] / $0[1] }
  }

  package static func exponential(_ x: Symbol) -> Symbol {
    apply(Exponential(), x) { lane(SIMD8.exponential(SIMD8($0[0]))) }
  }

  package static func logarithm(_ x: Symbol) -> Symbol {
    apply(Logarithm(), x) { lane(SIMD8.logarithm(SIMD8($0[0]))) }
  }

  package static func logarithmOfOnePlus(_ x: Symbol) -> Symbol {
    apply(LogarithmOfOnePlus(), x) { lane(SIMD8.logarithmOfOnePlus(SIMD8($0[0]))) }
  }

  package static func squareRoot(_ x: Symbol) -> Symbol {
    apply(SquareRoot(), x) { $0[0].squareRoot() }
  }

  package static func hyperbolicTangent(_ x: Symbol) -> Symbol {
    apply(Tanh(), x) { lane(SIMD8.hyperbolicTangent(SIMD8($0[0]))) }
  }

  package static func errorFunction(_ x: Symbol) -> Symbol {
    apply(ErrorFunction(), x) { lane(SIMD8.errorFunction(SIMD8($0[0]))) }
  }

  package static func wherePositive(
    _ condition: Symbol, then: Symbol, otherwise: Symbol
  ) -> Symbol {
    apply(SelectPositive(), condition, then, otherwise) { $0[0] > 0 ? $0[1] : $0[2] }
  }

  package static func whereNegative(
    _ condition: Symbol, then: Symbol, otherwise: Symbol
  ) -> Symbol {
    apply(SelectNegative(), condition, then, otherwise) { $0[0] < 0 ? $0[1] : $0[2] }
  }

  private static func lane(_ lanes: SIMD8<Double>) -> Double { lanes[0] }
}
