import Engine
import ONNXSchema
import System
import Tabular
import Training

/// What stands before the first layer and behind the last one, as nodes of ONNX.
extension ONNXCode {
  func apply(_ operation: any CellOperation, _ x: String, _ shape: Shape) throws(Failure) -> String
  {
    let columns = shape.columns
    switch operation {
    case let fill as FillMissing:
      return nodes.choose(nodes.apply("IsNaN", [x]), number(fill.fill), x)
    case is MissingMark: return ones(where: nodes.apply("IsNaN", [x]))
    case let scale as ScaleNumber:
      return scale.isConstant ? expand(number(0), to: shape) : self.scale(scale, x)
    case let pieces as ShareOfPieces:
      let bounds = pieces.encoding.bounds
      let count = pieces.encoding.pieceCount
      let lows = numbers(bounds.dropLast().map { $0 / 2 }, [1, count])
      let widths = numbers(zip(bounds, bounds.dropFirst()).map { $1 / 2 - $0 / 2 }, [1, count])
      let share = (formula(x) / ONNXNumber(2) - formula(lows)) / formula(widths)
      let positive = nodes.apply("Max", [share.name(in: scope), number(0)])
      return nodes.apply("Min", [positive, number(1)])
    case let category as CategoryPlace:
      let places = numbers((0..<category.categories).map(Double.init), [1, category.categories])
      return ones(where: nodes.apply("Equal", [x, places]))
    case let length as SequenceLength:
      let steps = (0..<columns).map { Double($0 / length.features + 1) }
      let ends = nodes.choose(
        nodes.apply("IsNaN", [x]), number(0), numbers(steps, [1, columns]))
      return nodes.reduce("ReduceMax", ends, axis: 1, keeps: true)
    case let norm as DivideByNorm: return divide(norm, x, columns: columns)
    case let monomials as MonomialsOfRow: return append(monomials, to: x)
    case is RoundToSingle: return single(x)
    case let chosen as ChosenClass:
      guard columns > 1 else {
        return ones(where: nodes.apply("GreaterOrEqual", [x, number(chosen.threshold)]))
      }
      let greatest = nodes.apply("ArgMax", [x], [.whole("axis", 1), .whole("keepdims", 1)])
      return nodes.cast(greatest, to: type)
    case let share as ShareOfSum:
      // Of single numbers sums and quotients in double precision that are rounded are those in single precision.
      let scope = ONNXNumber.Scope(nodes: nodes, isSingle: share.isSingle)
      let part = share.isSingle ? nodes.cast(x, to: .float) : x
      let sum = nodes.reduce("ReduceSum", part, axis: 1, keeps: true)
      func number(_ value: Double) -> String { ONNXNumber(value).name(in: scope) }
      let shares = nodes.choose(
        nodes.apply("Equal", [sum, number(0)]), number(1 / Double(columns)),
        nodes.apply("Div", [part, sum]))
      return share.isSingle ? nodes.cast(shares, to: .double) : shares
    default: throw Self.refusal(of: operation)
    }
  }

  private func single(_ x: String) -> String {
    nodes.cast(nodes.cast(x, to: .float), to: .double)
  }

  private func scale(_ scale: ScaleNumber, _ x: String) -> String {
    switch scale.scaling {
    case .linear(let shift, let scale):
      return ((formula(x) - ONNXNumber(shift)) / ONNXNumber(scale)).name(in: scope)
    case .bent(let shift, let scale):
      let z = (formula(x) - ONNXNumber(shift)) / ONNXNumber(scale)
      let root = ONNXNumber.squareRoot(ONNXNumber(1) + z * z / ONNXNumber(9))
      let limit = ONNXNumber.whereNegative(z, then: ONNXNumber(-3), otherwise: ONNXNumber(3))
      return ONNXNumber.whereNegative(
        ONNXNumber.absolute(z) - ONNXNumber(1e150), then: z / root, otherwise: limit
      ).name(in: scope)
    case .normal(let quantiles): return quantile(of: share(below: x, in: quantiles))
    }
  }

  /// The share of the training rows below a number, which itself counts half, as `NumberScaling` has it.
  private func share(below x: String, in quantiles: [Double]) -> String {
    let last = quantiles.count - 1
    let all = numbers(quantiles, [1, quantiles.count])
    /// How many of the quantiles a relation holds for.
    func count(_ relation: String) -> String {
      nodes.reduce("ReduceSum", ones(where: nodes.apply(relation, [all, x])), axis: 1, keeps: true)
    }
    let (first, behind) = (count("Less"), count("LessOrEqual"))
    /// The quantile of a number.
    func quantile(_ place: ONNXNumber) -> ONNXNumber {
      let places = nodes.apply("Min", [place.name(in: scope), number(Double(last))])
      let whole = nodes.cast(
        nodes.reshape(nodes.apply("Max", [places, number(0)]), [-1]), to: .int64)
      return formula(nodes.gather(numbers(quantiles, [quantiles.count, 1]), at: whole, axis: 0))
    }
    let (before, half) = (formula(first) - ONNXNumber(1), ONNXNumber(2))
    let (low, high) = (quantile(before), quantile(formula(first)))
    // Halves, since the difference of two numbers may leave the range.
    let part = (formula(x) / half - low / half) / (high / half - low / half)
    let between = (before + part) / ONNXNumber(Double(last))
    let middle = (before + formula(behind)) / ONNXNumber(Double(2 * last))
    let inner = nodes.choose(
      nodes.apply("Equal", [first, behind]), between.name(in: scope), middle.name(in: scope))
    let isBelow = nodes.apply("LessOrEqual", [x, number(quantiles[0])])
    let isAbove = nodes.apply("GreaterOrEqual", [x, number(quantiles[last])])
    return nodes.choose(isBelow, number(0), nodes.choose(isAbove, number(1), inner))
  }

  /// The number below which a share of the normal distribution lies, as `NormalDistribution` has it.
  private func quantile(of share: String) -> String {
    typealias N = ONNXNumber
    func quotient(_ part: (numerator: [Double], denominator: [Double]), _ r: N) -> N {
      func polynomial(_ coefficients: [Double]) -> N {
        coefficients.dropFirst().reduce(N(coefficients[0])) { $0 * r + N($1) }
      }
      return polynomial(part.numerator) / polynomial(part.denominator)
    }
    let least = NormalDistribution.leastShare
    let limited = nodes.apply(
      "Min", [nodes.apply("Max", [share, number(least)]), number(1 - least)])
    let distance = formula(limited) - N(0.5)
    let centre =
      distance * quotient(NormalDistribution.centre, N(0.180625) - distance * distance)
    let rest = N.whereNegative(
      distance, then: formula(limited), otherwise: N(1) - formula(limited))
    let size = quotient(
      NormalDistribution.tail, N.squareRoot(-N.logarithm(rest)) - N(1.6))
    let tail = N.whereNegative(distance, then: -size, otherwise: size)
    return N.wherePositive(N.absolute(distance) - N(0.425), then: tail, otherwise: centre)
      .name(in: scope)
  }

  private func divide(_ norm: DivideByNorm, _ x: String, columns: Int) -> String {
    let isAll = norm.places.count == columns
    let part = isAll ? x : nodes.gather(x, at: nodes.whole(norm.places), axis: 1)
    let sizes = nodes.apply("Abs", [part])
    // By the greatest the squares stay in range.
    let greatest = nodes.reduce("ReduceMax", sizes, axis: 1, keeps: true)
    let shares = nodes.apply("Div", [sizes, greatest])
    let total =
      norm.normalization == .l2
      ? nodes.apply(
        "Sqrt",
        [
          nodes.reduce(
            "ReduceSum", nodes.apply("Mul", [shares, shares]), axis: 1, keeps: true)
        ])
      : nodes.reduce("ReduceSum", shares, axis: 1, keeps: true)
    let divided = nodes.apply("Div", [nodes.apply("Div", [x, greatest]), total])
    // Zeros stay.
    var isDivided = nodes.apply("Greater", [greatest, number(0)])
    if !isAll {
      let places = Set(norm.places)
      let among = nodes.conditions((0..<columns).map { places.contains($0) }, [1, columns])
      isDivided = nodes.apply("And", [isDivided, among])
    }
    return nodes.choose(isDivided, divided, x)
  }

  /// The products behind a row: at once those of values that stand before them.
  private func append(_ operation: MonomialsOfRow, to x: String) -> String {
    let (parents, factors) = (
      operation.monomials.parents.map(Int.init), operation.monomials.factors.map(Int.init)
    )
    var row = x
    var first = 0
    while first < parents.count {
      let width = operation.monomials.start + first
      let end = parents[first...].firstIndex { $0 >= width } ?? parents.count
      let product = nodes.apply(
        "Mul",
        [
          nodes.gather(row, at: nodes.whole(Array(parents[first..<end])), axis: 1),
          nodes.gather(row, at: nodes.whole(Array(factors[first..<end])), axis: 1),
        ])
      row = nodes.concatenate([row, operation.isSingle ? single(product) : product], axis: 1)
      first = end
    }
    return row
  }
}
