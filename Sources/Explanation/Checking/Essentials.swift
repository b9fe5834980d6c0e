import Engine
import Tabular
import Training

/// What the gravest warnings are found in: figures that training has by itself, and `check` too.
package struct Essentials: Sendable {
  /// A number that the network gets of a column.
  struct Number: Sendable {
    let name: String
    /// The root of its mean square.
    let size: Double
    /// The least and the greatest in the file; nil where that is not known.
    let range: String?
  }

  /// The configuration with everything filled in.
  let configuration: Configuration
  let network: Network
  let trainingRows: Int
  /// Of a classification; empty in a regression.
  let classes: [ClassFacts]
  let numbers: [Number]
  /// What speaks against a column by its cells.
  let judgements: [(column: String, judgement: ColumnJudgement)]
  /// Of how many first rows the judgements are; nil for all.
  let judgedRows: Int?
  /// Of a regression, each target as it is learnt.
  let targets: [DataSummary.Column]

  /// Whether there are rows enough to be counted.
  var isCountable: Bool { trainingRows >= Evidence.leastRows }

  /// - Parameters:
  ///   - data: What the training rows are like.
  ///   - numbers: Nil for those of the data.
  ///   - judgements: By the inputs' places; nil for those of the first rows.
  init<S: RunScalar>(
    _ prepared: PreparedRun<S>, _ data: DataSummary, numbers: [Number]? = nil,
    judgements: [ColumnJudgement?]? = nil
  ) {
    configuration = prepared.resolved.configuration
    network = prepared.resolved.network
    trainingRows = prepared.splits.train.rows
    classes = data.classes.map { ClassFacts(name: $0.name, trainingRows: $0.rows) }
    self.numbers =
      numbers
      ?? data.inputs.map { Number(name: $0.name, size: $0.size, range: nil) }
    self.judgements = zip(
      prepared.splits.encoder.inputs, judgements ?? prepared.splits.judgements?.columns ?? []
    ).compactMap { input, judgement in judgement.map { (input.name, $0) } }
    judgedRows = judgements == nil ? prepared.splits.judgements?.firstRows : nil
    targets = data.targets
  }
}
