import Engine
import Spec
package import System
package import Tabular

/// What a finished run's model answers about rows that it was not trained on, where there are any, and what its
/// columns hold: all that pictures of its quality are drawn from.
package struct RunAnswers: Sendable {
  /// A class with how well its rows are ranked before others.
  package struct Ranking: Sendable {
    package let name: String
    /// How many rows are of the class.
    package let rows: Int
    package let areas: RankingAreas
  }

  /// A target of a regression, in its own units.
  package struct Target: Sendable {
    package let name: String
    /// [rows]
    package let values: [Double]
    /// [rows]
    package let predictions: [Double]
  }

  /// Of more classes those with the most rows are ranked.
  private static let mostRankings = 10

  /// The name of the rows' split.
  package let split: String
  package let rows: Int
  /// Of two classes the second, of more each against the others, in their order; empty in a regression.
  package private(set) var rankings: [Ranking] = []
  /// Nil where the model gives no probabilities.
  package private(set) var probabilities: ProbabilityMetrics?
  /// Empty in a classification.
  package private(set) var targets: [Target] = []
  /// The inputs, and the targets of a regression.
  package let inputColumns: [ColumnOutline]
  package let targetColumns: [ColumnOutline]

  /// Reads the data of the run again.
  /// - Throws: What reading them does, and `data` where they are not those that were trained on.
  package init(of run: FinishedRun, threads: Int) throws(Failure) {
    let model = try run.model()
    switch model.precision {
    case .float32: try self.init(run, model, threads: threads, in: Float.self)
    case .float64: try self.init(run, model, threads: threads, in: Double.self)
    }
  }

  private init<S: RunScalar>(
    _ run: FinishedRun, _ model: ModelFile, threads: Int, in _: S.Type
  ) throws(Failure) {
    let checked = try run.configuration()
    let splits = try PreparedRun<S>(checked, threads: threads, keepsCells: true).splits
    guard try run.isTrained(on: splits, model) else {
      throw Failure(
        .data, at: .file(checked.value.data.train.description),
        "not the rows that the run was trained on")
    }
    inputColumns = splits.cells.map { ColumnOutline.inputs(of: splits, $0) } ?? []
    targetColumns = splits.cells.map { ColumnOutline.targets(of: splits, $0) } ?? []
    let named = [("test", splits.test), ("validation", splits.validation)]
    let (name, held) = named.first { $0.1 != nil } ?? ("train", splits.train)
    let data = held ?? splits.train
    split = name
    rows = data.rows
    let learner: Learner<S> = try model.makeLearner(threads: threads, on: data.nodes?.edges)
    let evaluation = data.evaluateEach(by: learner, ranking: true)
    let answering = AnswerGraph(model)
    let answers = AnsweredRows(evaluation.decisions, by: answering)
    if let classes = splits.encoder.classes?.names {
      judge(
        answers, LogOdds(evaluation.margins, network: model.network), labels: data.labels, classes)
    } else {
      let (told, width) = (model.network.loss.answers.count, model.network.outputs)
      targets = splits.encoder.targets.enumerated().map { target, name in
        let place = target * told + model.network.loss.judgedAnswer
        return Target(
          name: name, values: (0..<data.rows).map { data.fileTargets?[$0, target] ?? .nan },
          predictions: (0..<data.rows).map { answers.numbers[$0 * width + place] })
      }
    }
  }

  private mutating func judge<S: RunScalar>(
    _ answers: AnsweredRows, _ odds: LogOdds<S>, labels: [Int], _ classes: [String]
  ) {
    if !answers.probabilities.isEmpty {
      probabilities = ProbabilityMetrics(predictions: answers.labels, labels: labels) {
        answers.probabilities[$0 * classes.count + $1]
      }
    }
    var counts = classes.map { _ in 0 }
    for label in labels { counts[label] += 1 }
    let ranked = classes.count == 2 ? [1] : Array(classes.indices)
    let chosen = ranked.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(Self.mostRankings)
    rankings = chosen.sorted().compactMap { index in
      let scores = labels.indices.map { row in
        classes.count == 2 ? odds.score(row: row) : odds.score(row: row, class: index)
      }
      return RankingAreas(scores: scores, isPositive: labels.map { $0 == index }).map {
        Ranking(name: classes[index], rows: counts[index], areas: $0)
      }
    }
  }
}
