import Spec
package import Tabular

/// What the training rows are like, as the network gets them: what `data.json` holds.
package struct DataSummary: Sendable {
  /// A column of numbers.
  package struct Column: Sendable {
    package let name: String
    package let mean: Double
    /// The population's standard deviation.
    package let deviation: Double
    package let least: Double
    package let greatest: Double

    /// The root of the mean square.
    package var size: Double { (mean * mean + deviation * deviation).squareRoot() }
  }

  /// The most rows that the columns' statistics are taken from, spread evenly over all.
  private static let mostRows = 10_000

  /// Of training, validation and test.
  package let rows: [(split: String, count: Int)]
  /// The groups that layers read, as a list of objects.
  private let groups: JSONValue
  /// The inputs that are numbers, after scaling.
  package let inputs: [Column]
  /// The targets of a regression, as they are learnt.
  package let targets: [Column]
  /// The training rows of each class; empty in a regression.
  package let classes: [(name: String, rows: Int)]
  /// Nil where it is not known.
  package let neighbours: NeighbourSkill?

  package init<S: RunScalar>(_ splits: Splits<S>) {
    let encoder = splits.encoder
    groups = .list(encoder.groups.map(\.json))
    rows = Self.rows(of: splits)
    var numbers: [(name: String, column: Int)] = []
    for (input, place) in zip(encoder.inputs, encoder.places) {
      switch input.encoding {
      case .number: numbers.append((input.name, place))
      case .date(let date):
        numbers += date.numbers.map { ("\(input.name) (\($0.name))", place + $0.place) }
      case .boolean, .category: break
      }
    }
    inputs = Self.columns(
      numbers, of: splits.train.inputs, steps: encoder.steps == nil ? nil : encoder.groups[0])
    neighbours = NeighbourSkill(
      splits.train.inputs, splits.train.targets, classes: encoder.classes?.count ?? 0)
    guard let classes = encoder.classes else {
      targets = Self.columns(
        encoder.targets.enumerated().map { ($1, $0) }, of: splits.train.targets)
      self.classes = []
      return
    }
    targets = []
    var counts = classes.names.map { _ in 0 }
    splits.train.targets.forEachPiece { _, targets in
      for target in targets { counts[Int(target)] += 1 }
    }
    self.classes = zip(classes.names, counts).map { ($0, $1) }
  }

  /// The rows of training, validation and test, as far as there are any.
  static func rows<S: RunScalar>(of splits: Splits<S>) -> [(split: String, count: Int)] {
    [
      ("train", splits.train.rows), ("validation", splits.validation?.rows),
      ("test", splits.test?.rows),
    ].compactMap { name, count in count.map { (name, $0) } }
  }

  /// - Parameter steps: the group of the inputs where a row has several steps, each of which has the columns.
  private static func columns<S: RunScalar>(
    _ columns: [(name: String, column: Int)], of matrix: Matrix<S>, steps: InputGroup? = nil
  ) -> [Column] {
    let count = min(matrix.rows, mostRows)
    var tallies = columns.map { _ in NumberTally() }
    matrix.forEachRow(of: count) { _, elements in
      let length = steps.map { steps in
        steps.lengthColumn.map { Int(elements[$0]) } ?? steps.extents[0]
      }
      for step in 0..<(length ?? 1) {
        let start = step * (steps?.extents[1] ?? 0)
        for (index, column) in columns.enumerated() {
          tallies[index].add(Double(elements[start + column.column]))
        }
      }
    }
    return zip(columns, tallies).map { column, tally in
      Column(
        name: column.name, mean: tally.mean, deviation: tally.deviation, least: tally.least,
        greatest: tally.greatest)
    }
  }

  var json: JSONValue {
    func columns(_ columns: [Column]) -> JSONValue {
      .list(
        columns.map {
          .object([
            ("name", .text($0.name)), ("mean", .number($0.mean)),
            ("deviation", .number($0.deviation)), ("least", .number($0.least)),
            ("greatest", .number($0.greatest)),
          ])
        })
    }
    func counts(_ counts: [(String, Int)]) -> JSONValue {
      .list(counts.map { .object([("name", .text($0)), ("rows", .integer($1))]) })
    }
    return .object([
      ("splits", counts(rows.map { ($0.split, $0.count) })),
      ("groups", groups), ("inputs", columns(inputs)),
      ("targets", columns(targets)), ("classes", counts(classes.map { ($0.name, $0.rows) })),
      ("neighbours", neighbours?.json ?? JSONValue(.null)),
    ])
  }

  /// Nil where the JSON is none of a summary.
  init?(json: JSONValue) {
    func columns(_ key: String) -> [Column]? {
      json[key]?.list?.map { column in
        func number(_ key: String) -> Double { column[key]?.double ?? .nan }
        return Column(
          name: column["name"]?.text ?? "", mean: number("mean"), deviation: number("deviation"),
          least: number("least"), greatest: number("greatest"))
      }
    }
    func counts(_ key: String) -> [(String, Int)]? {
      json[key]?.list?.map { ($0["name"]?.text ?? "", $0["rows"]?.count ?? 0) }
    }
    guard let rows = counts("splits"), let inputs = columns("inputs"),
      let targets = columns("targets"), let classes = counts("classes")
    else { return nil }
    self.rows = rows.map { ($0.0, $0.1) }
    groups = json["groups"] ?? .list([])
    self.inputs = inputs
    self.targets = targets
    self.classes = classes.map { ($0.0, $0.1) }
    neighbours = json["neighbours"].flatMap { NeighbourSkill(json: $0) }
  }
}
