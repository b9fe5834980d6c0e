import Drawing
import Spec
import System

/// A row that is an image, as a model sees it, and the shares of its pixels in an answer.
struct ShareImage: Sendable {
  /// Of more rows the first are drawn.
  static let mostImages = 12
  private static let longestAnswer = 24

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
    try PixelMap.picture(
      of: images.flatMap { image in
        [
          PixelMap(title: image.row, pixels: image.pixels, isSigned: false),
          PixelMap(
            title: image.answer.shown(most: longestAnswer), pixels: image.shares, isSigned: true),
        ]
      }, columns: 2 * min(max(images.count, 1), 3), as: format)
  }
}
