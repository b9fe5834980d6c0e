import Engine

/// A number of a formula that is written as nodes: a formula over `Number` that runs on it adds them.
enum ONNXNumber: Number {
  case constant(Double)
  case value(String, Scope)

  /// Where nodes are added, and in which precision.
  struct Scope {
    let nodes: ONNXNodes
    let isSingle: Bool
  }

  init(_ constant: Double) { self = .constant(constant) }

  /// The name of the value.
  func name(in scope: Scope) -> String {
    switch self {
    case .constant(let number): scope.nodes.numbers([number], [], isSingle: scope.isSingle)
    case .value(let name, _): name
    }
  }

  private typealias Lanes = SIMD8<Double>

  /// A node, or where all operands are constants the constant that it would compute.
  private static func apply(
    _ operation: String, _ operands: ONNXNumber..., constants: ([Lanes]) -> Lanes
  ) -> ONNXNumber {
    apply(operands, constants: constants) { names, scope in
      scope.nodes.apply(operation, names)
    }
  }

  private static func apply(
    _ operands: [ONNXNumber], constants: ([Lanes]) -> Lanes, nodes: ([String], Scope) -> String
  ) -> ONNXNumber {
    var numbers: [Lanes] = []
    for operand in operands {
      switch operand {
      case .constant(let number): numbers.append(Lanes(repeating: number))
      case .value(_, let scope):
        return .value(nodes(operands.map { $0.name(in: scope) }, scope), scope)
      }
    }
    return .constant(constants(numbers)[0])
  }

  static func + (left: Self, right: Self) -> Self { apply("Add", left, right) { $0[0] + $0[1] } }
  static func - (left: Self, right: Self) -> Self { apply("Sub", left, right) { $0[0] - $0[1] } }
  static func * (left: Self, right: Self) -> Self { apply("Mul", left, right) { $0[0] * $0[1] } }
  static func / (left: Self, right: Self) -> Self { apply("Div", left, right) { $0[0] / $0[1] } }
  static func exponential(_ x: Self) -> Self { apply("Exp", x) { .exponential($0[0]) } }
  static func logarithm(_ x: Self) -> Self { apply("Log", x) { .logarithm($0[0]) } }
  static func squareRoot(_ x: Self) -> Self { apply("Sqrt", x) { .squareRoot($0[0]) } }
  static func hyperbolicTangent(_ x: Self) -> Self {
    apply("Tanh", x) { .hyperbolicTangent($0[0]) }
  }

  /// ONNX has no word for it: with u = 1 + x rounded, ln u and a correction for what was rounded off.
  static func logarithmOfOnePlus(_ x: Self) -> Self {
    guard case .value = x else {
      return apply("", x) { .logarithmOfOnePlus($0[0]) }
    }
    let u = x + Self(1)
    let sum = logarithm(u) + (x - (u - Self(1))) / u
    // An infinite x is its own result.
    return whereNegative(x - Self(.greatestFiniteMagnitude), then: sum, otherwise: x)
  }

  /// Programs that run ONNX have it in single precision alone.
  static func errorFunction(_ x: Self) -> Self {
    if case .value(_, let scope) = x, !scope.isSingle { return Double.errorFunction(x) }
    return apply("Erf", x) { .errorFunction($0[0]) }
  }

  static func wherePositive(_ condition: Self, then: Self, otherwise: Self) -> Self {
    choose("Greater", condition, then, otherwise) {
      .wherePositive($0[0], then: $0[1], otherwise: $0[2])
    }
  }

  static func whereNegative(_ condition: Self, then: Self, otherwise: Self) -> Self {
    choose("Less", condition, then, otherwise) {
      .whereNegative($0[0], then: $0[1], otherwise: $0[2])
    }
  }

  private static func choose(
    _ relation: String, _ condition: Self, _ then: Self, _ otherwise: Self,
    constants: ([Lanes]) -> Lanes
  ) -> Self {
    apply([condition, then, otherwise], constants: constants) { names, scope in
      let zero = Self(0).name(in: scope)
      return scope.nodes.choose(
        scope.nodes.apply(relation, [names[0], zero]), names[1], names[2])
    }
  }
}
