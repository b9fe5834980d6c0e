import Spec

/// How well rows were classified. Averages are over the classes that occur, among the rows or among
/// the predictions, as in scikit-learn; a class that is never predicted has the precision 0, and one
/// that has no rows the recall 0.
package struct ClassificationMetrics: Sendable {
  /// Their names as in the CSV.
  package let classes: [String]
  /// [true class][predicted class]
  package let confusionMatrix: [[Int]]
  package let reports: [ClassReport]
  package let accuracy: Double
  package let macroPrecision: Double
  package let macroRecall: Double
  package let macroF1: Double
  /// The area under the ROC curve and the average precision: of two classes the second's, of more the
  /// mean over all of a class against the others. Nil where a class has no rows.
  package let areaUnderCurve: Double?
  package let averagePrecision: Double?
  /// Nil where the network gives no probabilities.
  package let probabilities: ProbabilityMetrics?

  /// - Parameters:
  ///   - predictions: the class of each row as predicted, by number.
  ///   - labels: the class of each row.
  ///   - scores: for each row how much speaks for a class; of two classes the second is asked for.
  package init(
    predictions: [Int], labels: [Int], classes: [String], probabilities: ProbabilityMetrics?,
    scores: (_ class: Int) -> [Double]
  ) {
    var matrix = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    for (label, prediction) in zip(labels, predictions) { matrix[label][prediction] += 1 }
    self.init(matrix, classes: classes, probabilities: probabilities) { index in
      RankingAreas(scores: scores(index), isPositive: labels.map { $0 == index })
    }
  }

  /// - Parameters:
  ///   - matrix: [true class][predicted class]
  ///   - areas: those of a class; of two classes the second is asked for; nil where they are not wanted.
  init(
    _ matrix: [[Int]], classes: [String], probabilities: ProbabilityMetrics?,
    areas: (_ class: Int) -> RankingAreas?
  ) {
    self.classes = classes
    self.probabilities = probabilities
    confusionMatrix = matrix
    let rows = matrix.joined().reduce(0, +)

    var predicted = Array(repeating: 0, count: classes.count)
    for row in matrix { for (index, count) in row.enumerated() { predicted[index] += count } }
    reports = matrix.enumerated().map { index, row in
      let (right, support) = (row[index], row.reduce(0, +))
      return ClassReport(
        precision: Self.ratio(right, predicted[index]), recall: Self.ratio(right, support),
        f1: Self.ratio(2 * right, support + predicted[index]), support: support)
    }
    let occurring = zip(reports, predicted).filter { $0.support + $1 > 0 }.map(\.0)
    accuracy = Self.ratio(matrix.indices.reduce(0) { $0 + matrix[$1][$1] }, rows)
    macroPrecision = Self.mean(occurring.map(\.precision))
    macroRecall = Self.mean(occurring.map(\.recall))
    macroF1 = Self.mean(occurring.map(\.f1))

    let ranked = classes.count == 2 ? [1] : Array(classes.indices)
    var found: [RankingAreas] = []
    if reports.allSatisfy({ $0.support > 0 }) { found = ranked.compactMap(areas) }
    areaUnderCurve = found.isEmpty ? nil : Self.mean(found.map(\.roc))
    averagePrecision = found.isEmpty ? nil : Self.mean(found.map(\.averagePrecision))
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The metrics that are one number; nil where it is not defined on these rows.
  var numbers: [(metric: Metric, value: Double?)] {
    var numbers: [(metric: Metric, value: Double?)] = [
      (.accuracy, accuracy), (.macroPrecision, macroPrecision), (.macroRecall, macroRecall),
      (.macroF1, macroF1), (.areaUnderCurve, areaUnderCurve), (.averagePrecision, averagePrecision),
    ]
    if let probabilities {
      numbers.append((.logLoss, probabilities.logLoss))
      numbers.append((.calibrationError, probabilities.calibrationError))
    }
    return numbers
  }

  /// The tables.
  var tables: [(String, JSONValue)] {
    [
      ("confusion_matrix", .list(confusionMatrix.map { .list($0.map { .integer($0) }) })),
      ("classes", .list(classes.map { .text($0) })),
      (
        "per_class",
        .list(
          zip(classes, reports).map { name, report in
            .object([
              ("class", .text(name)), ("precision", .number(report.precision)),
              ("recall", .number(report.recall)), ("f1", .number(report.f1)),
              ("support", .integer(report.support)),
            ])
          })
      ),
    ]
  }
}
