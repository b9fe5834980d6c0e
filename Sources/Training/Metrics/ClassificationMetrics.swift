import Spec

/// How well rows were classified. Averages are over the classes that occur, among the rows or among
/// the predictions, as in scikit-learn; a class that is never predicted has the precision 0, and one
/// that has no rows the recall 0.
package struct ClassificationMetrics: Sendable {
  /// Their names as in the CSV.
  package let classes: [String]
  /// [true class][predicted class]
  package let confusionMatrix: [[Int]]
  package let accuracy: Double
  package let macroPrecision: Double
  package let macroRecall: Double
  package let macroF1: Double
  /// The area under the ROC curve; nil with more than two classes, or where a class has no rows.
  package let areaUnderCurve: Double?

  /// - Parameters:
  ///   - predictions: the class of each row as predicted, by number.
  ///   - labels: the class of each row.
  ///   - scores: for each row how much speaks for the second of two classes; empty with more classes.
  package init(predictions: [Int], labels: [Int], scores: [Double], classes: [String]) {
    self.classes = classes
    var matrix = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    for (label, prediction) in zip(labels, predictions) { matrix[label][prediction] += 1 }
    confusionMatrix = matrix

    var precisions: [Double] = []
    var recalls: [Double] = []
    var f1s: [Double] = []
    var hits = 0
    for index in classes.indices {
      let right = matrix[index][index]
      let actual = matrix[index].reduce(0, +)
      let predicted = matrix.reduce(0) { $0 + $1[index] }
      hits += right
      guard actual + predicted > 0 else { continue }
      precisions.append(Self.ratio(right, predicted))
      recalls.append(Self.ratio(right, actual))
      f1s.append(Self.ratio(2 * right, actual + predicted))
    }
    accuracy = Self.ratio(hits, labels.count)
    macroPrecision = Self.mean(precisions)
    macroRecall = Self.mean(recalls)
    macroF1 = Self.mean(f1s)
    areaUnderCurve = classes.count == 2 ? Self.areaUnderCurve(scores, labels) : nil
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// By the rank sum of the second class, equal scores sharing their mean rank (J. Hanley and
  /// B. McNeil, The Meaning and Use of the Area under a ROC Curve, 1982).
  private static func areaUnderCurve(_ scores: [Double], _ labels: [Int]) -> Double? {
    let positives = labels.reduce(0, +)
    let negatives = labels.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    // Twice the ranks, which are whole numbers.
    var doubledRankSum = 0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let doubledRank = start + 1 + end
      for index in order[start..<end] where labels[index] == 1 { doubledRankSum += doubledRank }
      start = end
    }
    let doubledArea = doubledRankSum - positives * (positives + 1)
    return Double(doubledArea) / (2 * Double(positives) * Double(negatives))
  }

  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("accuracy", .number(accuracy)), ("precision_macro", .number(macroPrecision)),
      ("recall_macro", .number(macroRecall)), ("f1_macro", .number(macroF1)),
    ]
    if classes.count == 2 {
      members.append(("roc_auc", areaUnderCurve.map { .number($0) } ?? JSONValue(.null)))
    }
    members.append(
      ("confusion_matrix", .list(confusionMatrix.map { .list($0.map { .integer($0) }) })))
    members.append(("classes", .list(classes.map { .text($0) })))
    return members
  }
}
