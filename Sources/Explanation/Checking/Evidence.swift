package import Engine
import Tabular
package import Training

/// What warnings are found in: figures of a run before its training.
package struct Evidence: Sendable {
  /// Fewer rows are an exercise, such as a truth table, of which shares and counts say nothing.
  package static let leastRows = 20

  /// What the gravest warnings are found in.
  let essentials: Essentials
  /// The configuration with everything filled in.
  package var configuration: Configuration { essentials.configuration }
  package var network: Network { essentials.network }
  package let columns: [ColumnFacts]
  /// Of a regression; empty in a classification.
  package let targets: [TargetFacts]
  /// Targets of a regression whose points, taken for decimal points, may stand between thousands.
  let ambiguousTargets: [String]
  /// What to say of classes that look like quantities or dates.
  let unreadClassesNote: String?
  /// Of a classification; empty in a regression.
  package let classes: [ClassFacts]
  /// The names of dispensable columns that have the same information, each time in the file's order.
  package let sameColumns: [[String]]
  /// The columns that could be left out if they told nothing: none where the cells of other nodes count, too,
  /// and none that have their place in a shape, as pixels do.
  let dispensableColumns: [ColumnFacts]
  /// Those that there are, the training rows first.
  package let splits: [SplitFacts]
  /// The rows of the table that are for training, each of which may be a step of several examples.
  let tableRows: Int

  init<S: RunScalar>(_ prepared: PreparedRun<S>, _ cells: TrainingCells, threads: Int) {
    let (configuration, network) = (prepared.resolved.configuration, prepared.resolved.network)
    let survey = ColumnSurvey(
      prepared.splits, cells, configuration.data, configuration.preprocessing)
    let columns = survey.columns(threads: threads)
    self.columns = columns
    essentials = Essentials(
      prepared, DataSummary(prepared.splits),
      numbers: columns.compactMap { column in
        column.size.map { size in
          Essentials.Number(
            name: column.name, size: size,
            range: column.report.range.map {
              "\(column.report.spelled($0.lowerBound)) to \(column.report.spelled($0.upperBound))"
            })
        }
      }, judgements: columns.map(\.judgement))
    targets = survey.targetFacts()
    ambiguousTargets = cells.ambiguousTargets
    unreadClassesNote = cells.unreadClassesNote
    classes = survey.classes()
    let train = prepared.splits.train
    let hashes = RowHashes(train)
    tableRows = cells.count
    let encoder = prepared.splits.encoder
    let shaped =
      encoder.steps == nil ? encoder.columnGroups.filter { ($0.shape?.count ?? 0) > 1 } : []
    let shapedColumns = Set(shaped.flatMap { encoder.inputs[$0.inputs].map(\.name) })
    dispensableColumns =
      network.nodes == nil ? columns.filter { !shapedColumns.contains($0.name) } : []
    sameColumns = survey.sameColumns(
      columns, among: Set(dispensableColumns.map(\.name)),
      differentRows: encoder.steps == nil ? hashes.distinct : cells.count)
    var splits = [
      SplitFacts(
        name: "train", rows: train.rows, leftOut: train.leftOut.count,
        repeated: train.rows - hashes.distinct)
    ]
    for (name, data) in [
      ("validation", prepared.splits.validation), ("test", prepared.splits.test),
    ] {
      guard let data else { continue }
      splits.append(
        SplitFacts(
          name: name, rows: data.rows, leftOut: data.leftOut.count, repeated: hashes.repeated(data))
      )
    }
    self.splits = splits
  }

  package var trainingRows: Int { splits[0].rows }

  /// Whether there are rows enough to be counted.
  var isCountable: Bool { essentials.isCountable }

  /// The number of weights and biases.
  package var parameters: Int { network.parameters.reduce(0) { $0 + $1.count } }
}
