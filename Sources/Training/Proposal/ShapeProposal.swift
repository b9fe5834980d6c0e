import Engine
import Spec
import System
import Tabular

/// Columns of numbers that are called like the pixels of an image or the steps of a series.
struct ShapeProposal {
  /// In the file's order, which is that of their numbers.
  let columns: [String]
  /// [height, width, channels] or [steps, 1].
  let shape: [Int]
  /// The name for their group.
  let name: String

  private static let imageWords: Set = ["pixel", "pixels", "pix", "px", "p", "img", "image"]
  private static let stepWords: Set = ["t", "time", "step", "timestep", "ts"]
  /// Fewer pixels of a side, or fewer steps, may be anything.
  private static let leastSide = 3
  private static let leastSteps = 5

  /// How the numbers are scaled: pixels by their range, as all have the same.
  var scale: NumericScaling { isImage ? .minMax : .standard }

  private var isImage: Bool { shape.count == 3 }

  /// Layers that look at neighbouring pixels or steps: pooling halves the sides until they are short, while
  /// filters become more.
  var convolutions: [any Layer] {
    var side = shape.dropLast().min() ?? 1
    let longest = isImage ? 8 : 32
    var layers: [any Layer] = [convolution(filters: 16)]
    var filters = 16
    repeat {
      if side > longest {
        layers.append(pooling)
        side = (side + 1) / 2
      }
      filters = min(64, filters * 2)
      layers.append(convolution(filters: filters))
    } while side > longest
    if side > 3 { layers.append(pooling) }
    return layers
  }

  private func convolution(filters: Int) -> ConvolutionLayer {
    var layer = ConvolutionLayer()
    layer.filters = filters
    layer.kernelSize = [isImage ? 3 : 5]
    layer.padding = .same
    layer.activation = ReLU()
    return layer
  }

  private var pooling: PoolingLayer {
    var layer = PoolingLayer()
    // A short sequence keeps a step.
    layer.padding = .same
    return layer
  }

  /// All that a table's columns are called like.
  static func all(_ survey: TableSurvey) -> [ShapeProposal] {
    var prefixes: [String] = []
    var runs: [String: [(name: String, numbers: [Int])]] = [:]
    for column in survey.columns where column.report.type == .numeric {
      guard let (prefix, numbers) = parts(of: column.report.name) else { continue }
      if runs[prefix] == nil { prefixes.append(prefix) }
      runs[prefix, default: []].append((column.report.name, numbers))
    }
    return prefixes.compactMap { prefix in
      guard let run = runs[prefix], let shape = shape(prefix, run.map(\.numbers)) else {
        return nil
      }
      let isNumber = Int(prefix) != nil || prefix.isEmpty || prefix == GroupSection.rest
      return ShapeProposal(
        columns: run.map(\.name), shape: shape,
        name: isNumber ? (shape.count == 3 ? "image" : "series") : prefix)
    }
  }

  /// `pixel` and 7 of `pixel7`, `pixel` with 2 and 3 of `pixel_2_3`, nothing with 2 and 3 of `2x3`; nil of
  /// other names.
  private static func parts(of name: String) -> (prefix: String, numbers: [Int])? {
    var rest = Substring(name.lowercased())
    func takeNumber() -> Int? {
      let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
      rest.removeLast(digits.count)
      return Int(String(digits))
    }
    guard let last = takeNumber() else { return nil }
    let separators: Set<Character> = ["x", "_", "-", ".", ","]
    if let separator = rest.last, separators.contains(separator),
      rest.dropLast().last.map({ $0.isASCII && $0.isNumber }) == true
    {
      rest.removeLast()
      guard let first = takeNumber() else { return nil }
      return (word(rest), [first, last])
    }
    return (word(rest), [last])
  }

  /// A prefix without what joins it to a number.
  private static func word(_ text: Substring) -> String {
    String(
      text.trimmingPrefix { $0.isWhitespace }.reversed().drop { "_-. ".contains($0) }.reversed())
  }

  /// The shape of a run of columns; nil where their names are none of a run.
  private static func shape(_ prefix: String, _ numbers: [[Int]]) -> [Int]? {
    let first = numbers[0]
    guard first.allSatisfy({ $0 == first[0] }), first[0] == 0 || first[0] == 1 else { return nil }
    let count = numbers.count
    if first.count == 2 {
      guard prefix.isEmpty || imageWords.contains(prefix),
        let width = numbers.firstIndex(where: { $0[0] != first[0] }), width >= leastSide,
        count % width == 0, count / width >= leastSide
      else { return nil }
      let isRun = numbers.enumerated().allSatisfy { index, pair in
        pair == [first[0] + index / width, first[1] + index % width]
      }
      return isRun ? [count / width, width, 1] : nil
    }
    guard numbers.enumerated().allSatisfy({ $1 == [first[0] + $0] }) else { return nil }
    if stepWords.contains(prefix) { return count >= leastSteps ? [count, 1] : nil }
    guard imageWords.contains(prefix) else { return nil }
    for channels in [1, 3] where count % channels == 0 {
      let side = Int(Double(count / channels).squareRoot().rounded())
      if side >= leastSide, side * side * channels == count { return [side, side, channels] }
    }
    return nil
  }

  /// The group, where there are other inputs too.
  /// - Parameter inputs: all inputs of the table.
  func group(among inputs: [String]) -> Named<GroupSection> {
    var section = GroupSection()
    let prefix = columns[0].prefix { !($0.isASCII && $0.isNumber) }
    let fitting = inputs.filter { $0.hasPrefix(prefix) }
    section.columns = fitting == columns && !prefix.isEmpty ? [prefix + "*"] : columns
    section.shape = shape
    section.scale = scale
    return Named(name, section)
  }

  var note: String {
    let what =
      isImage
      ? "the pixels of a \(shape[0]) × \(shape[1]) image"
        + (shape[2] > 1 ? " with \(shape[2]) channels, those of a pixel side by side" : "")
      : "the \(shape[0]) steps of a series"
    return
      "columns \(columns[0].quoted) to \(columns[columns.count - 1].quoted) are named like \(what): they get "
      + "the shape \(shape) in data, so that convolutions can read them; without it they are separate inputs"
  }
}
