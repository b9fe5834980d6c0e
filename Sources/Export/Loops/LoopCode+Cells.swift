import Engine
import System
import Tabular
import Training

/// What stands before the first layer and behind the last one, as loops.
extension LoopCode {
  mutating func compute(
    _ operation: any CellOperation, _ name: String, _ input: Value, columns: Int
  ) throws(Failure) {
    let x = names[input] ?? ""
    func number(_ value: Double) -> String { Language.number(value) }
    switch operation {
    case let fill as FillMissing:
      try loop("i", columns) { code in
        code.line("\(name)[i] = \(x)[i] == \(x)[i] ? \(x)[i] : \(number(fill.fill));")
      }
    case is MissingMark:
      try loop("i", columns) { code in
        code.line("\(name)[i] = \(x)[i] == \(x)[i] ? \(number(0)) : \(number(1));")
      }
    case let scale as ScaleNumber: try self.scale(scale.scaling, name, x, columns: columns)
    case let pieces as ShareOfPieces:
      for (piece, low) in pieces.encoding.bounds.dropLast().enumerated() {
        let width = pieces.encoding.bounds[piece + 1] / 2 - low / 2
        line(
          "\(name)[\(piece)] = (\(x)[0] / \(number(2)) - \(number(low / 2))) / \(number(width));")
      }
      try loop("i", columns) { code in
        code.line("if (!(\(name)[i] > \(number(0)))) \(name)[i] = \(number(0));")
        code.line("if (\(name)[i] > \(number(1))) \(name)[i] = \(number(1));")
      }
    case is CategoryPlace:
      try loop("i", columns) { code in
        code.line("\(name)[i] = \(x)[0] == i ? \(number(1)) : \(number(0));")
      }
    case let length as SequenceLength:
      line("\(Language.counter) \(name)n = \(count(input));")
      line("while (\(name)n > 0 && \(x)[\(name)n - 1] != \(x)[\(name)n - 1]) \(name)n--;")
      line(
        "\(name)[0] = \(Language.whole("(\(name)n + \(length.features - 1)) / \(length.features)"));"
      )
    case let norm as DivideByNorm: try divide(norm, name, x, columns: columns)
    case let monomials as MonomialsOfRow:
      let start = monomials.monomials.start
      try loop("i", start) { code in code.line("\(name)[i] = \(x)[i];") }
      for (index, (parent, factor)) in zip(
        monomials.monomials.parents, monomials.monomials.factors
      ).enumerated() {
        let product = "\(name)[\(parent)] * \(name)[\(factor)]"
        line(
          "\(name)[\(start + index)] = \(monomials.isSingle ? Language.single(product) : product);")
      }
    case let date as DatePart: line("\(name)[0] = \(date.part.rawValue)_of(\(x)[0]);")
    case let place as PlaceInPeriod:
      let (start, length) = place.part.period
      line("sine_and_cosine((\(x)[0] - \(number(start))) / \(number(length)), \(name));")
    case is RoundToSingle:
      try loop("i", columns) { code in code.line("\(name)[i] = \(Language.single("\(x)[i]"));") }
    case let chosen as ChosenClass:
      let outputs = count(input)
      guard outputs > 1 else {
        line("\(name)[0] = \(x)[0] >= \(number(chosen.threshold)) ? \(number(1)) : \(number(0));")
        return
      }
      line("\(Language.counter) \(name)c = 0;")
      try loop("i", outputs) { code in code.line("if (\(x)[i] > \(x)[\(name)c]) \(name)c = i;") }
      line("\(name)[0] = \(name)c;")
    case let share as ShareOfSum:
      line("\(Language.variable) \(name)s = \(number(0));")
      try loop("i", columns) { code in
        let sum = "\(name)s + \(x)[i]"
        code.line("\(name)s = \(share.isSingle ? Language.single(sum) : sum);")
      }
      try loop("i", columns) { code in
        let part =
          "(\(name)s == \(number(0)) ? \(number(1 / Double(columns))) : \(x)[i] / \(name)s)"
        code.line("\(name)[i] = \(share.isSingle ? Language.single(part) : part);")
      }
    default: throw operation.isInexpressible(in: Language.name)
    }
  }

  private mutating func scale(
    _ scaling: NumberScaling, _ name: String, _ x: String, columns: Int
  ) throws(Failure) {
    func number(_ value: Double) -> String { Language.number(value) }
    switch scaling {
    case .linear(_, 0), .bent(_, 0):
      try loop("i", columns) { code in code.line("\(name)[i] = \(number(0));") }
    case .linear(let shift, let scale):
      try loop("i", columns) { code in
        code.line("\(name)[i] = (\(x)[i] - \(number(shift))) / \(number(scale));")
      }
    case .bent(let shift, let scale):
      try loop("i", columns) { code in
        code.line("\(name)[i] = (\(x)[i] - \(number(shift))) / \(number(scale));")
        let root =
          Language.function("sqrt") + "(\(number(1)) + \(name)[i] * \(name)[i] / \(number(9)))"
        let isFar = "!(\(name)[i] < \(number(1e150)) && \(name)[i] > \(number(-1e150)))"
        code.line(
          "if (\(isFar)) \(name)[i] = \(name)[i] < \(number(0)) ? \(number(-3)) : \(number(3));")
        code.line("else \(name)[i] /= \(root);")
      }
    case .normal(let quantiles):
      line(Language.constants("\(name)q", quantiles) + ";")
      try loop("i", columns) { code in
        code.line("\(name)[i] = normal_quantile(\(x)[i], \(name)q, \(quantiles.count));")
      }
    }
  }

  private mutating func divide(
    _ norm: DivideByNorm, _ name: String, _ x: String, columns: Int
  ) throws(Failure) {
    let zero = Language.number(0)
    try loop("i", columns) { code in code.line("\(name)[i] = \(x)[i];") }
    line("\(Language.variable) \(name)g = \(zero), \(name)s = \(zero);")
    let places = norm.places
    for place in places {
      let size = "(\(x)[\(place)] < \(zero) ? -\(x)[\(place)] : \(x)[\(place)])"
      line("if (\(size) > \(name)g) \(name)g = \(size);")
    }
    line("if (\(name)g > \(zero)) {")
    indent += 1
    line("\(name)g = \(Language.binade("\(name)g"));")
    for place in places {
      let size = "(\(x)[\(place)] < \(zero) ? -\(x)[\(place)] : \(x)[\(place)]) / \(name)g"
      line("\(name)s += \(norm.normalization == .l2 ? "(\(size)) * (\(size))" : size);")
    }
    if norm.normalization == .l2 { line("\(name)s = \(Language.function("sqrt"))(\(name)s);") }
    for place in places { line("\(name)[\(place)] = \(x)[\(place)] / \(name)g / \(name)s;") }
    indent -= 1
    line("}")
  }
}
