import Engine
import Spec
import System
import Tabular
import Training

/// Formulas on arrays of NumPy.
enum NumPy: FormulaLanguage {
  static func number(_ value: Double) -> String {
    value.isFinite ? "\(value)" : value.isNaN ? "np.nan" : value < 0 ? "-np.inf" : "np.inf"
  }
  static func function(_ name: String) -> String { name == "erf" ? name : "np." + name }
  /// The type of numbers of a precision.
  static func type(isSingle: Bool) -> String { isSingle ? "np.float32" : "float" }
  static func choice(_ condition: String, then: String, otherwise: String) -> String {
    "np.where(\(condition), \(then), \(otherwise))"
  }
}

private typealias ArrayFormula = CodeFormula<NumPy>

/// A graph as statements on arrays of NumPy, each [rows · k, columns] as the values of the graph are.
struct ArrayCode {
  private let graph: Graph
  private let prefix: String
  private let leaf: (Source) -> String?
  private(set) var lines: [String] = []
  private var names: [Value: String] = [:]

  init(_ graph: Graph, prefix: String, leaf: @escaping (Source) -> String?) {
    self.graph = graph
    self.prefix = prefix
    self.leaf = leaf
  }

  /// The name of a value; what computes it, and all that it needs, is added to the lines.
  /// - Throws: `configuration` where an operation cannot be written.
  mutating func array(of value: Value) throws(Failure) -> String {
    if let known = names[value] { return known }
    switch graph[value].source {
    case .constant(let number): return NumPy.number(number)
    case .operation(let operation, let inputs):
      var operands: [String] = []
      for input in inputs { operands.append(try array(of: input)) }
      let name = "\(prefix)\(value.index)"
      lines.append("\(name) = \(try text(operation, value, inputs, operands))")
      names[value] = name
      return name
    case let source:
      guard let name = leaf(source) else {
        preconditionFailure("the values that an answer needs are known")
      }
      names[value] = name
      return name
    }
  }

  private func text(
    _ operation: any Operation, _ value: Value, _ inputs: [Value], _ x: [String]
  ) throws(Failure) -> String {
    let shape = graph.shape(value)
    if let formula = operation.elementwise(x.map { ArrayFormula(text: $0) }) { return formula.text }
    switch operation {
    case is Broadcast:
      let rows = shape.rows.rowsPerBatchRow.map { "count * \($0)" } ?? "\(shape.rowCount(batch: 1))"
      return "np.broadcast_to(\(x[0]), (\(rows), \(shape.columns)))"
    case is Reshape: return "\(x[0]).reshape(-1, \(shape.columns))"
    case let product as MatrixProduct:
      return "\(x[0])\(product.transposesA ? ".T" : "") @ \(x[1])\(product.transposesB ? ".T" : "")"
    case let part as Columns:
      return "\(x[0])[:, \(part.range.lowerBound):\(part.range.upperBound)]"
    case is Concatenate: return "np.concatenate([\(x.joined(separator: ", "))], axis=1)"
    case let gather as Gather: return "\(x[1])[\(x[0])[:, \(gather.column)].astype(int)]"
    case is SoftmaxRows: return "softmax(\(x[0]))"
    case is SumColumns: return "\(x[0]).sum(axis=1, keepdims=True)"
    case let groups as SumGroups:
      return "\(x[0]).reshape(-1, \(groups.length), \(shape.columns)).sum(axis=1)"
    case let repeated as RepeatRows: return "np.repeat(\(x[0]), \(repeated.times), axis=0)"
    case let mask as MaskSteps:
      return
        "np.where(np.arange(\(shape.columns)) // \(shape.columns / mask.steps) < \(x[1]), \(x[0]), 0)"
    case let convolution as Convolution:
      let e = convolution.extents
      return
        "convolution(\(x[0]), \(x[1]), \(Self.axes(e.geometry)), \(e.channels), \(e.filters), \(e.groups))"
    case let pooling as TakeAtMaximum where inputs[0] == inputs[1]:
      return Self.pooling("maximum", pooling.extents, x[0], lengths: x.dropFirst(2).first)
    case let pooling as WindowMean:
      return Self.pooling("mean", pooling.extents, x[0], lengths: x.dropFirst().first)
    case let count as WindowCount:
      let (reach, stride) = (count.axis.reach, count.axis.stride)
      return "np.maximum(np.floor((\(x[0]) - \(reach + 1)) / \(stride)) + 1, 0)"
    case let fill as FillMissing:
      return "np.where(np.isnan(\(x[0])), \(NumPy.number(fill.fill)), \(x[0]))"
    case is MissingMark: return "np.isnan(\(x[0])).astype(float)"
    case let scale as ScaleNumber: return text(scale.scaling, x[0])
    case let pieces as ShareOfPieces:
      let bounds = pieces.encoding.bounds
      let lows = bounds.dropLast().map { NumPy.number($0 / 2) }
      let widths = zip(bounds, bounds.dropFirst()).map { NumPy.number($1 / 2 - $0 / 2) }
      return
        "np.clip((\(x[0]) / 2 - np.array([\(lows.joined(separator: ", "))])) / np.array([\(widths.joined(separator: ", "))]), 0, 1)"
    case let category as CategoryPlace:
      return "(\(x[0]) == np.arange(\(category.categories))).astype(float)"
    case let length as SequenceLength: return "steps(\(x[0]), \(length.features))"
    case let norm as DivideByNorm:
      return
        "normalized(\(x[0]), [\(norm.places.map(String.init).joined(separator: ", "))], \(norm.normalization == .l2 ? "True" : "False"))"
    case let monomials as MonomialsOfRow:
      let pairs = zip(monomials.monomials.parents, monomials.monomials.factors).map {
        "(\($0), \($1))"
      }
      return
        "monomials(\(x[0]), [\(pairs.joined(separator: ", "))], \(NumPy.type(isSingle: monomials.isSingle)))"
    case let date as DatePart: return "date_part(\(x[0]), \(date.part.rawValue.quoted))"
    case let place as PlaceInPeriod:
      let (start, length) = place.part.period
      return "place_in_period(\(x[0]), \(NumPy.number(start)), \(NumPy.number(length)))"
    case is RoundToSingle: return "\(x[0]).astype(np.float32).astype(float)"
    case let chosen as ChosenClass:
      return graph.shape(inputs[0]).columns == 1
        ? "(\(x[0]) >= \(NumPy.number(chosen.threshold))).astype(int)"
        : "\(x[0]).argmax(axis=1)[:, None]"
    case let share as ShareOfSum:
      return "share(\(x[0]), \(NumPy.type(isSingle: share.isSingle)))"
    default: throw operation.isInexpressible(in: "Python")
    }
  }

  private static func pooling(
    _ function: String, _ extents: PoolingExtents, _ x: String, lengths: String?
  ) -> String {
    let lengths = lengths.map { ", \($0)" } ?? ""
    return "\(function)(\(x), \(axes(extents.geometry)), \(extents.channels)\(lengths))"
  }

  /// For height and width the extent, the elements of a window, its stride, its dilation, the zeros before and the
  /// number of windows.
  private static func axes(_ geometry: WindowGeometry) -> String {
    let texts = [geometry.height, geometry.width].map { axis in
      "(\(axis.extent), \(axis.kernel), \(axis.stride), \(axis.dilation), \(axis.before), \(axis.positions))"
    }
    return texts.joined(separator: ", ")
  }

  private func text(_ scaling: NumberScaling, _ x: String) -> String {
    switch scaling {
    case .linear(_, 0), .bent(_, 0): return "np.zeros_like(\(x))"
    case .linear(let shift, let scale):
      return "(\(x) - \(NumPy.number(shift))) / \(NumPy.number(scale))"
    case .bent(let shift, let scale):
      return "bent((\(x) - \(NumPy.number(shift))) / \(NumPy.number(scale)))"
    case .normal(let quantiles):
      func list(_ numbers: [Double]) -> String {
        "[\(numbers.map { NumPy.number($0) }.joined(separator: ", "))]"
      }
      func quotient(_ lists: (numerator: [Double], denominator: [Double])) -> String {
        "(\(list(lists.numerator)), \(list(lists.denominator)))"
      }
      return
        "normal_quantile(\(x), \(list(quantiles)), \(NumPy.number(NormalDistribution.leastShare)), \(quotient(NormalDistribution.centre)), \(quotient(NormalDistribution.tail)))"
    }
  }
}
