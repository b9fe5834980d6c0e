import Drawing
import Spec
import System

/// A row that is an image, as a model sees it, and the shares of its pixels in an answer.
struct ShareImage: Sendable {
  /// Of more rows the first are drawn.
  static let mostImages = 12

  private static let size = (width: 300, height: 260)

  private let row: String
  private let answer: String
  /// [height, width]; of several channels their means, and the sums of their shares.
  private let pixels: [[Double]]
  private let shares: [[Double]]

  /// - Parameters:
  ///   - extents: [height, width, channels]
  ///   - pixels: as the model gets them, [height · width · channels].
  ///   - shares: of the same.
  init(
    _ explained: AnswerShares.Explained, extents: [Int], pixels: [Double], shares: [Double]
  ) {
    row = "row \(explained.row)"
    answer = "\(explained.output) \(Decimals.text(explained.answer, digits: 3))"
    let (height, width, channels) = (extents[0], extents[1], extents[2])
    func image(_ numbers: [Double], _ divisor: Double) -> [[Double]] {
      (0..<height).map { y in
        (0..<width).map { x in
          let start = (y * width + x) * channels
          return numbers[start..<start + channels].reduce(0, +) / divisor
        }
      }
    }
    self.pixels = image(pixels, Double(channels))
    self.shares = image(shares, 1)
  }

  /// Two pictures a row, side by side: the image, and in blue and red what speaks against the answer and for it.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  static func picture(
    of images: [ShareImage], as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    let columns = min(max(images.count, 1), 3)
    let rows = max(1, (images.count + columns - 1) / columns)
    var script = """
      set multiplot layout \(rows),\(2 * columns)
      unset key
      unset tics
      unset colorbox
      set size ratio -1

      """
    for (number, image) in images.enumerated() { script += image.commands(number) }
    return try Gnuplot.picture(
      script + "unset multiplot\n", as: format,
      size: (columns * 2 * size.width / 2 + 60, rows * size.height / 2 + 60))
  }

  private func commands(_ number: Int) -> String {
    let greatest = shares.joined().reduce(0) { max($0, abs($1)) }
    let limit = greatest > 0 && greatest.isFinite ? greatest : 1
    return block("$pixels\(number)", pixels) + block("$shares\(number)", shares) + """
      set title \(Gnuplot.quoted(row)) font ',10'
      set cbrange [*:*]
      set palette defined (0 '#ffffff', 1 '#000000')
      plot $pixels\(number) matrix with image
      set title \(Gnuplot.quoted(answer.shown(most: 24))) font ',10'
      set cbrange [\(-limit):\(limit)]
      set palette defined (0 '#2166ac', 0.5 '#f7f7f7', 1 '#b2182b')
      plot $shares\(number) matrix with image

      """
  }

  /// A matrix whose first row is the lowest for gnuplot.
  private func block(_ name: String, _ rows: [[Double]]) -> String {
    "\(name) << END\n"
      + rows.reversed().map { $0.map(\.description).joined(separator: " ") + "\n" }.joined()
      + "END\n"
  }
}
