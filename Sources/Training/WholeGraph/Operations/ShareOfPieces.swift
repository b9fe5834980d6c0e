package import Engine
package import Tabular

/// How much of each piece of its range a number has behind it: [rows, 1] ↦ [rows, pieces].
package struct ShareOfPieces: CellOperation {
  package let encoding: NumberEncoding

  package init(_ encoding: NumberEncoding) { self.encoding = encoding }

  package var name: String { "pieces" }

  package func columns(of input: Int) -> Int? { input == 1 ? encoding.pieceCount : nil }

  package func apply(
    _ x: UnsafePointer<Double>, count: Int, to y: UnsafeMutablePointer<Double>
  ) {
    for piece in 0..<encoding.pieceCount { y[piece] = encoding.share(of: piece, below: x[0]) }
  }

  package static var examples: [Example] {
    let encoding = NumberEncoding(
      fill: 0, scaling: .linear(shift: 0, scale: 1), bounds: [-1, 0, 0.5, 2])
    return [
      Example(ShareOfPieces(encoding), [.init(Shape(.batch, 1))], refused: [[Shape(.batch, 2)]])
    ]
  }
}
