import Engine
import System
import Tabular
import Training

/// The plane of a model's two inputs with the data on it.
struct SurfacePlane: Sendable {
  /// A row of the data.
  struct Point: Sendable {
    let x: Double
    let y: Double
    /// A class's number from 0, or the target of a regression.
    let target: Double
  }

  /// The columns and rows of the points at which a model is asked.
  static let columns = 160
  static let rows = 120

  /// The data's file.
  let file: String
  /// The names of both inputs, x first, and of the target.
  let names: [String]
  let target: String
  /// The names of the classes; nil in a regression.
  let classes: [String]?
  let points: [Point]
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>

  /// - Throws: `usage` for a model of other than two numeric columns, or of several targets.
  init(of model: ModelFile, data: DataSection) throws(Failure) {
    let encoder = model.encoder
    if let steps = encoder.steps {
      throw Failure(
        .usage,
        "the model answers \(steps.noun)s; a surface is drawn over two numeric inputs of a row")
    }
    guard encoder.graph == nil else {
      throw Failure(
        .usage,
        "the model's rows are the nodes of a graph; a surface is drawn of answers in which no other row has "
          + "a say")
    }
    let other = encoder.inputs.first { $0.type != .numeric }
    guard encoder.inputs.count == 2, other == nil else {
      let (columns, inputs) = (encoder.inputs.count, encoder.inputCount)
      let found =
        if columns == 2, let other {
          "column \(other.name.quoted) is \(other.type.rawValue)"
            + (other.width > 1 ? " and becomes \(other.width) inputs" : "")
        } else {
          inputs == columns
            ? "the model has \(columns) input\(columns == 1 ? "" : "s")"
            : "the model has \(columns) input column\(columns == 1 ? "" : "s"), which become"
              + "\(columns == 1 ? "s" : "") \(inputs) inputs"
        }
      throw Failure(.usage, "\(found); a surface is drawn over two numeric inputs")
    }
    guard encoder.targets.count == 1 else {
      throw Failure(
        .usage, "the model has \(encoder.targets.count) targets; a surface is drawn of one")
    }
    if data.train.isStandardInput {
      throw Failure(
        .noInput, "the data came from standard input and cannot be drawn; expected a run on a file")
    }
    let rows: Encoded<Double> = try load(
      data.train, with: encoder.unscaled, delimiter: model.delimiter, threads: 1)
    file = data.train.description
    names = encoder.inputs.map(\.name)
    target = encoder.targets[0]
    classes = encoder.classes?.names
    points = (0..<rows.rows).map { row in
      Point(
        x: rows.inputs[row, 0], y: rows.inputs[row, 1], target: rows.targets[row, 0])
    }
    xRange = Self.range(points.map(\.x))
    yRange = Self.range(points.map(\.y))
  }

  /// From the least to the greatest with a margin.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let margin = greatest > least ? 0.1 * (greatest - least) : 1
    return least - margin...greatest + margin
  }

  /// The points at which a model is asked, row by row from the lowest y.
  var places: [(x: Double, y: Double)] {
    (0..<Self.rows).flatMap { row in
      (0..<Self.columns).map { column in
        (
          Self.place(column, of: Self.columns, in: xRange),
          Self.place(row, of: Self.rows, in: yRange)
        )
      }
    }
  }

  private static func place(
    _ number: Int, of count: Int, in range: ClosedRange<Double>
  ) -> Double {
    range.lowerBound
      + (range.upperBound - range.lowerBound) * Double(number) / Double(count - 1)
  }
}
