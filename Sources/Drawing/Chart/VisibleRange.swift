/// The part of an axis on which curves of a training are drawn so that what was learnt can be seen: a peak at
/// the start would leave all else a flat line, and so would a linear axis where values fall by powers of ten.
package struct VisibleRange: Sendable {
  /// What is above is cut off; nil where nothing is.
  package let highest: Double?
  package let isLogarithmic: Bool

  /// From this ratio of the greatest to the least value on, equal heights are equal factors.
  private static let leastRatio = 30.0
  /// A peak at the start is so many times as high as the rest of the curves.
  private static let leastPeak = 2.0

  /// - Parameter curves: each from its start on; what is not finite is left out.
  package init(_ curves: [[Double]]) {
    func range(_ curves: [ArraySlice<Double>]) -> (least: Double, greatest: Double)? {
      let finite = curves.joined().filter(\.isFinite)
      return finite.min().flatMap { least in finite.max().map { (least, $0) } }
    }
    func isWide(_ range: (least: Double, greatest: Double)) -> Bool {
      range.least > 0 && range.greatest >= Self.leastRatio * range.least
    }
    guard let whole = range(curves.map { $0[...] }) else {
      (highest, isLogarithmic) = (nil, false)
      return
    }
    // The start is a twentieth of the curves, and at least the first value.
    let rest = range(curves.map { $0.dropFirst(max(1, ($0.count + 10) / 20)) })
    guard let rest, rest.greatest > rest.least, curves.contains(where: { $0.count >= 8 }) else {
      (highest, isLogarithmic) = (nil, isWide(whole))
      return
    }
    let isPeak: Bool
    if isWide(whole) {
      isPeak =
        Self.decades(rest.greatest, whole.greatest)
        > Self.leastPeak * Self.decades(min(rest.least, whole.least), rest.greatest)
    } else {
      isPeak =
        whole.greatest - rest.greatest
        > Self.leastPeak * (rest.greatest - min(rest.least, whole.least))
    }
    // With a little of the way down to the rest.
    let margin = (rest.greatest - rest.least) / 4
    highest = isPeak ? rest.greatest + margin : nil
    isLogarithmic = isWide(isPeak ? (min(rest.least, whole.least), rest.greatest) : whole)
  }

  /// The number of powers of ten from one value above 0 to another, as halvings of the way.
  private static func decades(_ least: Double, _ greatest: Double) -> Double {
    // The exponents suffice to tell a peak.
    Double(greatest.exponent - least.exponent) + greatest.significand - least.significand
  }
}
