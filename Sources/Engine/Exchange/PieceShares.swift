/// What the pieces of a batch brought to its loss, objective and score, which are added up in the order of the pieces.
struct PieceShares {
  struct Share: BitwiseCopyable {
    var loss = 0.0
    var objective = 0.0
    var score = 0.0
  }

  private var shares: [Share]

  init(count: Int) { shares = Array(repeating: Share(), count: count) }

  subscript(_ pieces: Range<Int>) -> ArraySlice<Share> {
    get { shares[pieces] }
    set { shares[pieces] = newValue }
  }

  subscript(_ piece: Int) -> Share {
    get { shares[piece] }
    set { shares[piece] = newValue }
  }

  var total: Share {
    shares.reduce(into: Share()) {
      $0.loss += $1.loss
      $0.objective += $1.objective
      $0.score += $1.score
    }
  }
}
