package import Drawing
import Engine
import Randomness
package import Spec
package import System
import Tabular
package import Training

/// How much worse a model judges rows when the cells of a column are those of other rows: permutation
/// importance (L. Breiman, Random Forests, 2001), on raw columns, so that all inputs that follow from a cell
/// go with it.
package struct Importance: Sendable {
  /// What is looked at.
  package enum Judgement: Sendable {
    case loss
    case metric(Metric)

    /// - Throws: `usage` for a name that is none.
    package init(named name: String) throws(Failure) {
      if name == Self.loss.name {
        self = .loss
      } else if let metric = Metric(rawValue: name) {
        self = .metric(metric)
      } else {
        let names = [Self.loss.name] + Metric.allCases.map(\.rawValue)
        throw Failure(
          .usage,
          "unknown metric \(name.quoted)"
            + suggestion(for: name, among: names, orExpected: names.listed(by: "or")))
      }
    }

    var name: String {
      switch self {
      case .loss: "loss"
      case .metric(let metric): metric.rawValue
      }
    }

    var isBetterHigh: Bool {
      switch self {
      case .loss: false
      case .metric(let metric): metric.isBetterHigh
      }
    }
  }

  package struct Column: Sendable {
    /// That of a column, of a group with a shape, or of several columns with commas between.
    package let name: String
    /// By how much the metric is worse than the baseline, in the mean over the repeats.
    package let importance: Double
    /// The sample deviation over the repeats; nil where there is one alone.
    package let deviation: Double?
    /// The places of its columns among the encoder's inputs.
    let slots: [Int]
  }

  /// The metric's name.
  package let metric: String
  /// The metric on the rows as they are.
  package let baseline: Double
  package let rows: Int
  package let repeats: Int
  /// The most important first.
  package let columns: [Column]
  /// The image whose pixels are permuted each by itself; nil where there is none.
  private let image: (slots: Range<Int>, extents: [Int])?

  /// The most cells that are looked at, 128 MiB.
  private static let mostCells = 1 << 24

  /// - Parameters:
  ///   - directory: the run's folder.
  ///   - path: a CSV file, or `-` for standard input; nil for rows of the run's own.
  ///   - judgement: nil for the accuracy, or in a regression the root mean squared error.
  ///   - repeats: how often each column is permuted.
  ///   - groups: columns that are permuted together, names with commas between.
  ///   - asMap: whether each pixel or step of a group with a shape is permuted by itself, and not the group.
  ///   - mostRows: of more rows so many are taken, spread evenly; nil for all.
  ///   - ranks: those that divide the columns among them; nil where this process is alone.
  ///   - report: told what the user should know.
  package init(
    of directory: String, on path: String?, by judgement: Judgement?, repeats: Int,
    groups: [String], asMap: Bool = false, threads: Int, mostRows: Int? = nil,
    ranks: TrainingRanks? = nil, report: (String) -> Void
  ) throws(Failure) {
    let run = FinishedRun(directory)
    let model = try run.model()
    let sets = try model.encoder.columnSets(joined: groups, asMap: asMap)
    let imageGroup = model.encoder.columnGroups.first { asMap && $0.shape?.count == 3 }
    image = imageGroup.flatMap { group in group.shape.map { (group.inputs, $0) } }
    let judgement =
      judgement ?? .metric(model.encoder.classes == nil ? .rootMeanSquaredError : .accuracy)
    try Self.check(judgement, model, directory)
    let all = try run.cells(of: model, on: path, threads: threads, report: report)
    // Of very many rows fewer tell as much.
    let rows = try all.spread(
      most: min(mostRows ?? .max, max(1, Self.mostCells / max(1, all.inputs.columns))))
    if mostRows == nil, rows.rows < all.rows {
      report(
        "\(path ?? directory): the importance is that for \(rows.rows) of the \(all.rows) rows, spread evenly over them"
      )
    }
    guard rows.rows <= Int(Int32.max) else {
      throw Failure(
        .data, at: .file(path ?? directory), "\(rows.rows) rows are too many to permute")
    }
    let seed = try run.seed()
    let values =
      switch model.precision {
      case .float32:
        try Self.values(model, rows, judgement, sets, repeats, seed, threads, ranks, in: Float.self)
      case .float64:
        try Self.values(
          model, rows, judgement, sets, repeats, seed, threads, ranks, in: Double.self)
      }
    let found = try values.enumerated().map { number, value throws(Failure) in
      guard let value, value.isFinite else {
        let place = number == 0 ? "" : ", with \(sets[(number - 1) / repeats].name.quoted) permuted"
        throw Failure(
          .data, at: .file(path ?? directory),
          "\(judgement.name) is undefined on these rows\(place); expected other rows or another --metric"
        )
      }
      return value
    }
    metric = judgement.name
    self.rows = rows.rows
    self.repeats = repeats
    baseline = found[0]
    let columns = sets.enumerated().map { number, set in
      let drops = found[(1 + number * repeats)..<(1 + (number + 1) * repeats)].map {
        judgement.isBetterHigh ? found[0] - $0 : $0 - found[0]
      }
      let mean = drops.reduce(0, +) / Double(repeats)
      let squares = drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return Column(
        name: set.name, importance: mean,
        deviation: repeats < 2 ? nil : (squares / Double(repeats - 1)).squareRoot(),
        slots: set.slots)
    }
    // Of equal ones the first column comes first.
    self.columns = columns.enumerated().sorted {
      ($1.element.importance, $0.offset) < ($0.element.importance, $1.offset)
    }.map(\.element)
  }

  /// Refuses a metric that the model's answers have none of.
  private static func check(
    _ judgement: Judgement, _ model: ModelFile, _ directory: String
  ) throws(Failure) {
    guard case .metric(let metric) = judgement else { return }
    let possible = Metric.allCases.filter { $0.judges(model.network) }
    guard !possible.contains(metric) else { return }
    throw Failure(
      .usage, at: .file(directory),
      "the model has no \(metric.rawValue); expected "
        + ([Judgement.loss.name] + possible.map(\.rawValue)).listed(by: "or"))
  }

  /// The metric of the rows as they are, and then of each set of columns that of each repeat.
  private static func values<S: RunScalar>(
    _ model: ModelFile, _ rows: Encoded<Double>, _ judgement: Judgement, _ sets: [ColumnSet],
    _ repeats: Int, _ seed: UInt64, _ threads: Int, _ ranks: TrainingRanks?, in _: S.Type
  ) throws(Failure) -> [Double?] {
    let learner: Learner<S> = try model.makeLearner(threads: 1)
    let count = 1 + sets.count * repeats
    let inputs: [S]? = Self.inputs(of: rows, model.encoder)
    let workers = (0..<min(threads, count)).map { _ in
      PermutedRows(learner, AnswerGraph(model), rows, inputs)
    }
    func values(_ numbers: [Int]) -> [Double?] {
      var values = [Double?](repeating: nil, count: numbers.count)
      values.withUnsafeMutableBufferPointer { values in
        // Each is written by the one thread that makes it.
        nonisolated(unsafe) let values = values
        concurrently(workers.count) { thread in
          for index in stride(from: thread, to: numbers.count, by: workers.count) {
            let number = numbers[index]
            let (set, repetition) =
              number == 0
              ? (nil, 0)
              : {
                (sets[($0 - 1) / repeats], ($0 - 1) % repeats)
              }(number)
            values[index] = workers[thread].value(judgement, set, repetition, seed: seed)
          }
        }
      }
      return values
    }
    guard let ranks else { return values(Array(0..<count)) }
    let text = "\(rows.rows) \(rows.inputs.columns) \(seed) \(model.network.parameters.count)"
    return try ranks.numbers(count, on: text, values)
  }

  /// The inputs of all rows, [rows, inputs], where those of a column follow from its own cell alone, so that they can be
  /// permuted themselves; nil where they do not, or where they would take more than a quarter of the memory that is left.
  private static func inputs<S: RunScalar>(of rows: Encoded<Double>, _ encoder: Encoder) -> [S]? {
    let rowEncoder = RowEncoder<S>(encoder)
    let size = MachineMemory.saturatedProduct(
      rows.rows, rowEncoder.width, MemoryLayout<S>.stride)
    let isSeparable =
      encoder.polynomialDegree == 1
      && encoder.columnGroups.allSatisfy { $0.normalization == .none && !$0.hasLengths }
    guard isSeparable, size <= MachineMemory.room / 4 else { return nil }
    var inputs = [S](repeating: 0, count: rows.rows * rowEncoder.width)
    inputs.withUnsafeMutableBufferPointer { inputs in
      rows.inputs.withUnsafeBufferPointer { cells in
        guard let inputs = inputs.baseAddress, let cells = cells.baseAddress else { return }
        rowEncoder.encode(cells, cells: encoder.inputs.count, count: rows.rows, into: inputs)
      }
    }
    return inputs
  }

  // MARK: What is told

  /// The most bars of a picture.
  private static let mostBars = 40

  /// A table for people.
  package var text: String {
    let cells = columns.map { column in
      [
        column.name, Decimals.text(column.importance),
        column.deviation.map { Decimals.text($0) } ?? "",
      ]
    }
    return
      "\(metric) \(Decimals.text(baseline)) on \(rows) row\(rows == 1 ? "" : "s"); how much worse it gets when a "
      + "column is permuted, mean of \(repeats)\n"
      + TextTable([["column", "importance", "deviation"]] + cells, numbersFromColumn: 1).text
  }

  package var csv: String {
    CellWriter(delimiter: ",").table(
      [["column", "importance", "deviation"]]
        + columns.map {
          [$0.name, $0.importance.description, $0.deviation?.description ?? ""]
        })
  }

  package var json: JSONValue {
    .object([
      ("metric", .text(metric)), ("baseline", .number(baseline)), ("rows", .integer(rows)),
      ("repeats", .integer(repeats)),
      (
        "columns",
        .list(
          columns.map {
            .object([
              ("column", .text($0.name)), ("importance", .number($0.importance)),
              ("deviation", $0.deviation.map { .number($0) } ?? JSONValue(.null)),
            ])
          })
      ),
    ])
  }

  /// The bars of the most important columns, or the image whose pixels they are.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  package func picture(as format: PictureFormat) throws(Failure) -> [UInt8] {
    guard let image else { return try chart.picture(as: format) }
    let (height, width, channels) = (image.extents[0], image.extents[1], image.extents[2])
    var pixels = [[Double]](repeating: [Double](repeating: 0, count: width), count: height)
    for column in columns {
      guard let slot = column.slots.first, image.slots.contains(slot) else { continue }
      let place = (slot - image.slots.lowerBound) / channels
      pixels[place / width][place % width] = column.importance
    }
    let map = PixelMap(
      title: "how much worse \(metric) gets when a pixel is permuted", pixels: pixels,
      isSigned: true)
    return try PixelMap.picture(of: [map], columns: 1, as: format)
  }

  private var chart: BarChart {
    let shown = columns.prefix(Self.mostBars)
    let rest = columns.count - shown.count
    return BarChart(
      title: rest == 0 ? "" : "the \(shown.count) most important of \(columns.count) columns",
      label: "how much worse \(metric) gets when the column is permuted",
      bars: shown.map { BarChart.Bar($0.name, $0.importance, deviation: $0.deviation ?? 0) })
  }
}

/// One thread's evaluation of rows with the cells of some columns from others.
///
/// Invariant: one thread uses it.
private final class PermutedRows<S: RunScalar>: @unchecked Sendable {
  private let answering: AnswerGraph
  private let evaluator: RowEvaluator<S>
  private let encoder: Encoder
  private let rowEncoder: RowEncoder<S>
  private let rows: Encoded<Double>
  private let targets: [S]
  /// The inputs of all rows, where they are permuted in the place of cells, and of each column which of them are its.
  private let inputs: [S]?
  private let places: [Range<Int>]
  /// The cells of the rows that are evaluated at once.
  private var cells: [Double]
  private var order: [Int32]

  init(
    _ learner: Learner<S>, _ answering: AnswerGraph, _ rows: Encoded<Double>, _ inputs: [S]?
  ) {
    encoder = answering.encoder
    self.answering = answering
    self.inputs = inputs
    places = zip(encoder.places, encoder.inputs).map { $0..<$0 + $1.width }
    evaluator = learner.makeEvaluator()
    rowEncoder = RowEncoder(encoder)
    self.rows = rows
    targets = rows.targets.withUnsafeBufferPointer { $0.map { S($0) } }
    cells = Array(repeating: 0, count: learner.network.rowsEvaluatedAtOnce * encoder.inputs.count)
    order = []
  }

  /// - Parameter set: nil for the rows as they are.
  func value(
    _ judgement: Importance.Judgement, _ set: ColumnSet?, _ repetition: Int, seed: UInt64
  ) -> Double? {
    order = Array(0..<Int32(rows.rows))
    if let set {
      // A permutation is that of its first column, whatever else is permuted.
      let stream = RandomStream(seed: seed, .permutation, major: repetition, minor: set.slots[0])
      order.withUnsafeMutableBufferPointer { stream.shuffle($0) }
    }
    var metric: Metric?
    if case .metric(let some) = judgement { metric = some }
    let evaluation = evaluate(
      set?.slots ?? [], ranking: metric?.needsRanking == true || metric?.needsProbabilities == true)
    guard let metric else { return evaluation.loss }
    let metrics = Metrics(
      evaluation, on: rows, by: answering, hasBaseline: false, only: metric)
    return metrics.details.numbers.first { $0.metric == metric }?.value
  }

  private func evaluate(_ slots: [Int], ranking: Bool) -> Evaluation<S> {
    targets.withUnsafeBufferPointer { targets in
      guard let targets = targets.baseAddress else {
        preconditionFailure("a matrix has an address")
      }
      return evaluator.evaluate(count: rows.rows, targets: targets, ranking: ranking) {
        range, place in
        if let inputs {
          copy(inputs, range, slots, to: place)
        } else {
          encode(range, slots, to: place)
        }
      }
    }
  }

  /// Copies the inputs of some rows, those of some columns from others.
  private func copy(
    _ inputs: [S], _ range: Range<Int>, _ slots: [Int], to place: UnsafeMutablePointer<S>
  ) {
    let width = rowEncoder.width
    inputs.withUnsafeBufferPointer { inputs in
      guard let inputs = inputs.baseAddress else { return }
      place.update(from: inputs + range.lowerBound * width, count: range.count * width)
      for (number, row) in range.enumerated() {
        let other = inputs + Int(order[row]) * width
        for slot in slots {
          for column in places[slot] { place[number * width + column] = other[column] }
        }
      }
    }
  }

  /// Encodes some rows with the cells of some columns from others.
  private func encode(
    _ range: Range<Int>, _ slots: [Int], to place: UnsafeMutablePointer<S>
  ) {
    let columns = encoder.inputs.count
    rows.inputs.withUnsafeBufferPointer { inputs in
      cells.withUnsafeMutableBufferPointer { cells in
        guard let inputs = inputs.baseAddress, let cells = cells.baseAddress else { return }
        cells.update(from: inputs + range.lowerBound * columns, count: range.count * columns)
        for (number, row) in range.enumerated() {
          let other = inputs + Int(order[row]) * columns
          for slot in slots { cells[number * columns + slot] = other[slot] }
        }
        rowEncoder.encode(cells, cells: columns, count: range.count, into: place)
      }
    }
  }
}
