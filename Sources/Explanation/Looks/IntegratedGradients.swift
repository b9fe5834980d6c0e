import Engine

/// How much each input has a share in how an answer differs from that to other inputs: integrated gradients, Δᵢ ∫ ∂f/∂xᵢ
/// along the straight way from the other inputs, Δ being the difference (M. Sundararajan, A. Taly and Q. Yan,
/// Axiomatic Attribution for Deep Networks, 2017).
///
/// The way is cut into pieces, each integrated by Gauss and Legendre's rule of five points. What the shares of a
/// piece add up to is known, the difference of the answers at its ends; so it is cut into halves until they do, and
/// pieces get small where the gradient jumps.
///
/// Invariant: one thread at a time uses it.
final class IntegratedGradients {
  /// A piece of a row's way, with the answers at its ends.
  private struct Piece {
    let row: Int
    let low: Double
    let high: Double
    let atLow: Double
    let atHigh: Double
  }

  /// Of the rule on [0, 1]; the third node is the middle.
  private static let nodes = [
    0.046910077030668, 0.23076534494715845, 0.5, 0.7692346550528415, 0.953089922969332,
  ]
  private static let weights = [
    0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
    0.11846344252809454,
  ]
  /// The pieces that a way has at first.
  private static let firstPieces = 4
  /// What the shares of a piece may lack, in units of the answer.
  private static let tolerance = 1e-9
  /// No shorter pieces are cut.
  private static let shortest = 0x1p-36
  /// How much work there is for a row's way: the most pieces that are cut, times the values of the network.
  private static let work = 10_000_000
  private static let cuts = 100...2000
  /// The most pieces that are integrated at once, and the numbers of their points.
  private static let piecesAtOnce = 64
  private static let mostNumbers = 1 << 20

  private let gradient: InputGradient
  private let baseline: [Double]
  private let outputs: Int
  /// The most pieces that are cut of a row's way.
  private let mostCuts: Int
  /// Points on the ways, [points, inputs], and the weights of the decisions, [points, outputs].
  private var points: [Double] = []
  private var factors: [Double] = []

  /// - Parameters:
  ///   - baseline: the other inputs.
  ///   - network: of which the gradient is.
  init(_ gradient: InputGradient, from baseline: [Double], network: Network) {
    self.gradient = gradient
    self.baseline = baseline
    outputs = network.outputs
    mostCuts = min(
      max(Self.work / max(1, network.valuesPerRow), Self.cuts.lowerBound), Self.cuts.upperBound)
  }

  /// The answers to rows and to the baseline, and the inputs' shares in the difference.
  /// - Parameters:
  ///   - rows: [count, inputs]
  ///   - weights: of the decisions in the answer, [count, outputs].
  /// - Returns: the shares as [count, inputs].
  func shares(
    of rows: UnsafePointer<Double>, weights: [Double], count: Int
  ) -> (answers: [Double], baselines: [Double], shares: [Double]) {
    let width = baseline.count
    var shares = [Double](repeating: 0, count: count * width)
    let ends = (0..<count * (Self.firstPieces + 1)).map {
      (
        row: $0 / (Self.firstPieces + 1),
        place: Double($0 % (Self.firstPieces + 1)) / Double(Self.firstPieces)
      )
    }
    var values = [Double](repeating: 0, count: ends.count)
    visit(ends, rows, weights) { point, value, _ in values[point] = value }
    var pieces: [Piece] = []
    for row in 0..<count {
      let first = row * (Self.firstPieces + 1)
      for piece in first..<first + Self.firstPieces {
        pieces.append(
          Piece(
            row: row, low: ends[piece].place, high: ends[piece + 1].place, atLow: values[piece],
            atHigh: values[piece + 1]))
      }
    }
    let answers = (0..<count).map { values[($0 + 1) * (Self.firstPieces + 1) - 1] }
    let baselines = (0..<count).map { values[$0 * (Self.firstPieces + 1)] }
    let limits = zip(answers, baselines).map { Self.tolerance * max(abs($0), abs($1)) }
    var cuts = [Int](repeating: 0, count: count)
    let most = max(1, min(Self.piecesAtOnce, Self.mostNumbers / max(1, width * Self.nodes.count)))
    var next: [Piece] = []
    while !pieces.isEmpty {
      for start in stride(from: 0, to: pieces.count, by: most) {
        let some = pieces[start..<min(pieces.count, start + most)]
        integrate(Array(some), rows, weights) { piece, middle, parts in
          let excess = abs(parts.reduce(0, +) - (piece.atHigh - piece.atLow))
          let isCut =
            excess > limits[piece.row] && piece.high - piece.low > Self.shortest
            && cuts[piece.row] < mostCuts
          guard isCut else {
            for (input, part) in parts.enumerated() { shares[piece.row * width + input] += part }
            return
          }
          cuts[piece.row] += 1
          let place = (piece.low + piece.high) / 2
          next.append(
            Piece(
              row: piece.row, low: piece.low, high: place, atLow: piece.atLow, atHigh: middle))
          next.append(
            Piece(
              row: piece.row, low: place, high: piece.high, atLow: middle, atHigh: piece.atHigh))
        }
      }
      pieces = next
      next.removeAll(keepingCapacity: true)
    }
    return (answers, baselines, shares)
  }

  /// Integrates pieces.
  /// - Parameter body: called with a piece, the answer in its middle and the inputs' shares, [inputs].
  private func integrate(
    _ pieces: [Piece], _ rows: UnsafePointer<Double>, _ weights: [Double],
    _ body: (Piece, _ middle: Double, _ parts: UnsafeBufferPointer<Double>) -> Void
  ) {
    let width = baseline.count
    let places = pieces.flatMap { piece in
      Self.nodes.map { (row: piece.row, place: piece.low + (piece.high - piece.low) * $0) }
    }
    var parts = [Double](repeating: 0, count: width)
    var middle = 0.0
    visit(places, rows, weights) { point, value, gradient in
      let (number, node) = point.quotientAndRemainder(dividingBy: Self.nodes.count)
      let piece = pieces[number]
      if node == 0 { for input in 0..<width { parts[input] = 0 } }
      if node == Self.nodes.count / 2 { middle = value }
      let weight = Self.weights[node] * (piece.high - piece.low)
      let row = rows + piece.row * width
      for input in 0..<width {
        let difference = row[input] - baseline[input]
        // A gradient that is not finite says nothing of an input that does not differ.
        if difference != 0 { parts[input] += weight * difference * gradient[input] }
      }
      if node == Self.nodes.count - 1 { parts.withUnsafeBufferPointer { body(piece, middle, $0) } }
    }
  }

  /// Computes answers and gradients at places of rows' ways, 0 being the baseline and 1 the row.
  private func visit(
    _ places: [(row: Int, place: Double)], _ rows: UnsafePointer<Double>, _ weights: [Double],
    _ body: (_ point: Int, _ answer: Double, _ gradient: UnsafePointer<Double>) -> Void
  ) {
    let width = baseline.count
    let most = max(1, min(Self.piecesAtOnce * Self.nodes.count, Self.mostNumbers / max(1, width)))
    for start in stride(from: 0, to: places.count, by: most) {
      let some = places[start..<min(places.count, start + most)]
      points.removeAll(keepingCapacity: true)
      factors.removeAll(keepingCapacity: true)
      for (row, place) in some {
        for input in 0..<width {
          let (from, to) = (baseline[input], rows[row * width + input])
          // The ends themselves, to the last digit.
          points.append(place == 1 ? to : from + (to - from) * place)
        }
        factors += weights[row * outputs..<(row + 1) * outputs]
      }
      points.withUnsafeBufferPointer { points in
        factors.withUnsafeBufferPointer { factors in
          guard let points = points.baseAddress, let factors = factors.baseAddress else { return }
          gradient.run(points, weights: factors, count: some.count) { body(start + $0, $1, $2) }
        }
      }
    }
  }
}
