import Engine
package import Spec
package import System
package import Tabular
package import Training

/// What the models of a run answer over the plane of their two inputs, for a page that shows one after the other.
package struct LiveSurface: Sendable {
  /// Of more rows so many are shown, spread evenly.
  private static let mostPoints = 600

  private let plane: SurfacePlane

  /// Reads the data of the run.
  /// - Throws: `usage` for a model of other than two numeric columns, and what reading the data does.
  package init(of model: ModelFile, data: DataSection) throws(Failure) {
    plane = try SurfacePlane(of: model, data: data)
  }

  /// The answers of a model of the run: for each point of the grid a byte from 0 to 255, the place between the least and
  /// the greatest answer; of classes two, the number and how sure the model is of it.
  /// - Parameter when: what is said of the model's age.
  package func json(of model: ModelFile, when: String) throws(Failure) -> JSONValue {
    let answers = try ModelSurface(model, over: plane, title: when).answers
    let targets = plane.points.map(\.target)
    let values = plane.classes == nil ? answers.map(\.value).filter(\.isFinite) + targets : []
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    func byte(_ share: Double) -> UInt8 {
      share.isFinite ? UInt8(max(0, min(255, (255 * share).rounded()))) : 0
    }
    let bytes =
      plane.classes == nil
      ? answers.map { byte(($0.value - least) / max(greatest - least, .leastNormalMagnitude)) }
      : answers.flatMap { [UInt8(clamping: Int($0.value)), byte($0.confidence)] }
    let step = max(1, (plane.points.count + Self.mostPoints - 1) / Self.mostPoints)
    func pair(_ range: ClosedRange<Double>) -> JSONValue {
      .list([.number(range.lowerBound), .number(range.upperBound)])
    }
    return .object([
      ("when", .text(when)), ("names", .list(plane.names.map { .text($0) })),
      ("target", .text(plane.target)),
      (
        "classes",
        plane.classes.map { .list($0.map { .text($0) }) } ?? JSONValue(.null)
      ),
      ("columns", .integer(SurfacePlane.columns)), ("rows", .integer(SurfacePlane.rows)),
      ("x", pair(plane.xRange)), ("y", pair(plane.yRange)), ("least", .number(least)),
      ("greatest", .number(greatest)), ("answers", .text(Base64.text(bytes))),
      (
        "points",
        .list(
          stride(from: 0, to: plane.points.count, by: step).map { number in
            let point = plane.points[number]
            return .list([.number(point.x), .number(point.y), .number(point.target)])
          })
      ),
    ])
  }
}

/// Bytes as text (RFC 4648, section 4).
private enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let word = (0..<3).reduce(0) { $0 << 8 | ($1 < part.count ? Int(part[start + $1]) : 0) }
      for place in 0..<4 {
        text.append(
          place <= part.count ? letters[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
