/// The numbers that a field takes. All are finite.
package struct NumberRange: Sendable {
  package enum Bound: Sendable {
    case included(Double)
    case excluded(Double)
  }

  package let lower: Bound?
  package let upper: Bound?

  package init(lower: Bound?, upper: Bound?) {
    self.lower = lower
    self.upper = upper
  }

  package static let positive = NumberRange(lower: .excluded(0), upper: nil)
  package static let nonNegative = NumberRange(lower: .included(0), upper: nil)
  /// From 0 to below 1.
  package static let zeroToOne = NumberRange(lower: .included(0), upper: .excluded(1))
  /// From 0 to 1, both included.
  package static let share = NumberRange(lower: .included(0), upper: .included(1))
  /// Between 0 and 1, neither included.
  package static let fraction = NumberRange(lower: .excluded(0), upper: .excluded(1))

  package func contains(_ value: Double) -> Bool {
    let isAbove =
      switch lower {
      case nil: true
      case .included(let bound): value >= bound
      case .excluded(let bound): value > bound
      }
    let isBelow =
      switch upper {
      case nil: true
      case .included(let bound): value <= bound
      case .excluded(let bound): value < bound
      }
    return value.isFinite && isAbove && isBelow
  }

  /// The range in words, such as `a number of at least 0 and below 1`.
  package var expectation: String {
    let lowest: String? =
      switch lower {
      case nil: nil
      case .included(let bound): "of at least \(bound.brief)"
      case .excluded(let bound): "above \(bound.brief)"
      }
    let highest: String? =
      switch upper {
      case nil: nil
      case .included(let bound): "at most \(bound.brief)"
      case .excluded(let bound): "below \(bound.brief)"
      }
    return "a number " + [lowest, highest].compactMap(\.self).joined(separator: " and ")
  }
}

extension Double {
  fileprivate var brief: String { Int(exactly: self).map(String.init) ?? description }
}
