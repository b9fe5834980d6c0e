import Testing
import Training

/// Figures of scikit-learn 1.9 on random rows, with `average="macro"` and `zero_division=0`.
struct MetricsTests {
  private func classification(
    _ predictions: [Int], _ labels: [Int], scores: [Double]? = nil, classes: Int
  ) -> ClassificationMetrics {
    ClassificationMetrics(
      predictions: predictions, labels: labels, classes: (0..<classes).map(String.init),
      probabilities: nil
    ) { _ in scores ?? labels.map { _ in 0 } }
  }

  private func expect(_ value: Double?, is expected: Double) {
    #expect(abs((value ?? .nan) - expected) < 1e-14)
  }

  /// The fourth class occurs neither among the rows nor among the predictions.
  @Test func severalClasses() {
    let metrics = classification(
      [
        2, 0, 0, 0, 0, 2, 2, 1, 0, 2, 1, 1, 0, 2, 1, 0, 2, 2, 2, 0, 2, 1, 1, 2, 1, 2, 1, 2, 2, 2, 2,
        2, 0, 1, 0, 2, 2, 2, 1, 1,
      ],
      [
        2, 0, 0, 0, 0, 2, 2, 2, 0, 0, 1, 1, 2, 1, 1, 0, 2, 2, 0, 0, 1, 1, 2, 2, 1, 1, 2, 2, 0, 2, 2,
        2, 2, 1, 1, 2, 2, 2, 2, 1,
      ], classes: 4)
    #expect(
      metrics.confusionMatrix == [[7, 0, 3, 0], [1, 7, 3, 0], [2, 4, 13, 0], [0, 0, 0, 0]])
    expect(metrics.accuracy, is: 0.675)
    expect(metrics.macroPrecision, is: 0.673524720893142)
    expect(metrics.macroRecall, is: 0.673524720893142)
    expect(metrics.macroF1, is: 0.673524720893142)
    #expect(metrics.areaUnderCurve == nil)
  }

  @Test func aClassThatIsNeverPredictedHasPrecisionZero() {
    let metrics = classification([1, 1, 1], [0, 0, 1], scores: [1, 2, 3], classes: 2)
    expect(metrics.macroPrecision, is: 1.0 / 6)
    expect(metrics.macroRecall, is: 0.5)
    expect(metrics.areaUnderCurve, is: 1)
  }

  /// With equal scores on both sides.
  @Test func areaUnderCurve() {
    let labels = [
      0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1,
    ]
    let scores = [
      0.2, 0.6, -1.2, -1.7, -0.0, 1.2, 0.8, 1.2, 0.7, 1.3, 0.8, 1.8, -0.8, 0.1, 0.9, 1.5, 1.2, 3.6,
      2.5, 1.5, -2.0, 0.7, 0.4, 0.5, -2.3, 2.2, 1.1, -0.3, 0.0, 0.2,
    ]
    let metrics = classification(labels, labels, scores: scores, classes: 2)
    expect(metrics.areaUnderCurve, is: 0.78125)
    expect(metrics.averagePrecision, is: 0.8044149436090227)
    expect(
      classification(labels, labels, scores: scores.map { _ in 1 }, classes: 2).areaUnderCurve,
      is: 0.5)
    #expect(classification([1], [1], scores: [1], classes: 2).areaUnderCurve == nil)
  }

  /// The areas are `roc_auc_score` and `average_precision_score` of each class against the others with
  /// `average="macro"`, the rest `log_loss` (one row has 0 for its class) and
  /// `precision_recall_fscore_support`; the calibration error is worked out by NumPy from its formula.
  @Test func probabilities() {
    let labels = [2, 2, 2, 0, 0, 1, 1, 1, 0, 1, 1, 0, 2, 1, 0, 0, 2, 2, 1, 0, 2, 0, 0, 0]
    let predictions = [1, 2, 1, 2, 2, 1, 1, 1, 0, 0, 1, 0, 2, 1, 0, 2, 2, 2, 1, 0, 1, 2, 0, 1]
    let rows: [[Double]] = [
      [0.31, 0.45, 0.24], [0.2, 0.05, 0.75], [0.0, 0.83, 0.17], [0.0, 0.0, 1.0],
      [0.23, 0.28, 0.49], [0.05, 0.77, 0.18], [0.27, 0.68, 0.05], [0.03, 0.59, 0.38],
      [0.69, 0.15, 0.16], [0.68, 0.3, 0.02], [0.15, 0.52, 0.33], [0.6, 0.0, 0.4],
      [0.07, 0.1, 0.83], [0.2, 0.55, 0.25], [0.83, 0.05, 0.12], [0.09, 0.44, 0.47],
      [0.08, 0.24, 0.68], [0.07, 0.09, 0.84], [0.36, 0.51, 0.13], [0.43, 0.25, 0.32],
      [0.04, 0.71, 0.25], [0.44, 0.01, 0.55], [0.39, 0.39, 0.22], [0.38, 0.44, 0.18],
    ]
    let probabilities = ProbabilityMetrics(
      predictions: predictions, labels: labels
    ) { rows[$0][$1] }
    let metrics = ClassificationMetrics(
      predictions: predictions, labels: labels, classes: ["a", "b", "c"],
      probabilities: probabilities
    ) { index in rows.map { $0[index] } }
    expect(metrics.areaUnderCurve, is: 0.7883053221288515)
    expect(metrics.averagePrecision, is: 0.6449791029772233)
    expect(probabilities.logLoss, is: 2.2702822054055622)
    expect(probabilities.calibrationError, is: 0.225)
    #expect(metrics.reports.map(\.support) == [10, 7, 7])
    for (report, expected) in zip(
      metrics.reports,
      [
        (0.8333333333333334, 0.5, 0.625), (0.6, 0.8571428571428571, 0.7058823529411765),
        (0.5, 0.5714285714285714, 0.5333333333333333),
      ])
    {
      expect(report.precision, is: expected.0)
      expect(report.recall, is: expected.1)
      expect(report.f1, is: expected.2)
    }
  }

  /// Curves as scikit-learn's `roc_curve` and `precision_recall_curve` have them, equal scores being one
  /// threshold.
  @Test func curvesHaveTheAreas() throws {
    let scores = [0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.3, 0.2, 0.1]
    let isPositive = [true, true, false, false, true, true, false, false, true, false]
    let areas = try #require(RankingAreas(scores: scores, isPositive: isPositive))
    let roc = areas.rocPoints
    #expect(roc.map(\.x) == [0, 0, 0.2, 0.4, 0.6, 0.8, 0.8, 1])
    #expect(roc.map(\.y) == [0, 0.2, 0.4, 0.4, 0.8, 0.8, 1, 1])
    let trapezoids = zip(roc, roc.dropFirst()).reduce(0) {
      $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2
    }
    expect(trapezoids, is: areas.roc)
    let steps = areas.precisionPoints
    let area = zip(steps, steps.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * $1.1.y }
    expect(area, is: areas.averagePrecision)
    #expect(steps.last?.x == 1 && steps.first?.x == 0)
  }

  @Test func binsHoldAllRows() {
    let confidences = [0.55, 0.6, 0.95, 0.99, 1, 0.5]
    let probabilities = ProbabilityMetrics(
      predictions: [1, 1, 1, 1, 1, 1], labels: [1, 0, 1, 1, 1, 0]
    ) { $1 == 1 ? confidences[$0] : 1 - confidences[$0] }
    #expect(probabilities.bins.map(\.rows) == [0, 0, 0, 0, 1, 2, 0, 0, 0, 3])
    #expect(probabilities.bins.map(\.right) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 3])
    let error = probabilities.bins.reduce(0) { $0 + abs(Double($1.right) - $1.probability) } / 6
    expect(error, is: probabilities.calibrationError)
  }

  private func regression(
    _ predictions: [Double], _ targets: [Double], columns: Int
  ) -> RegressionMetrics {
    targets.withUnsafeBufferPointer {
      RegressionMetrics(predictions: predictions, targets: $0, columns: columns)
    }
  }

  @Test func severalTargets() {
    let metrics = regression(
      [
        0.19, 0.43, 1.77, -0.06, 1.51, 0.09, 1.59, 0.39, 0.97, -0.92, 0.07, -0.81, 1.6, 0.69, -0.27,
        -0.91,
      ],
      [
        0.04, 0.64, 2.05, -0.2, 0.77, 0.16, 1.76, 0.74, 1.37, -1.08, -0.19, -0.81, 1.5, 0.66, -0.31,
        -0.45,
      ], columns: 2)
    expect(metrics.rootMeanSquaredError, is: 0.29002155092337534)
    expect(metrics.meanAbsoluteError, is: 0.2225)
    expect(metrics.r2, is: 0.8623370676756623)
    expect(metrics.explainedVariance, is: 0.8747449359875709)
    expect(metrics.meanAbsolutePercentageError, is: 0.6221705565664929)
    expect(metrics.maximumError, is: 0.74)
  }

  @Test func constantTargets() {
    // There is no variance to be explained, right or wrong as they are predicted.
    for metrics in [
      regression([0.1, 0.1, 0.1], [0.1, 0.1, 0.1], columns: 1),
      regression([0.1, 0.2, 0.1], [0.1, 0.1, 0.1], columns: 1),
      regression([1, 5, 2, 6], [1, 5, 2, 5], columns: 2),
    ] {
      #expect(metrics.hasConstantTarget)
      #expect(metrics.r2 == nil && metrics.explainedVariance == nil)
    }
    #expect(
      Metric.r2.reasonIfUndefined(rows: 2, hasConstantTarget: true)
        == "a target is the same in all rows")
    #expect(regression([0.5, 0.75], [0.25, 0], columns: 1).meanAbsolutePercentageError == nil)
  }

  /// One row has no spread to be explained, right or wrong as it is predicted, of however many targets.
  @Test func aSingleRowHasNoShareExplained() {
    for metrics in [
      regression([0.5], [0.5], columns: 1), regression([0.5], [2], columns: 1),
      regression([0.5, 1], [2, 1], columns: 2),
    ] {
      #expect(metrics.r2 == nil && metrics.explainedVariance == nil)
      #expect(metrics.meanAbsoluteError.isFinite)
    }
    #expect(regression([0.5, 1], [2, 1], columns: 1).r2 != nil)
  }

  /// The mean explains nothing; by sums in a computer it may explain 1e-15 of it.
  @Test(arguments: [3, 7, 11, 300]) func whatRoundingLeavesIsZero(rows: Int) {
    for scale in [0.1, 1, 1e7] {
      let targets = (0..<rows).map { Double($0 * $0 % 17) * scale + scale / 3 }
      let mean = targets.reduce(0, +) / Double(rows)
      for shift in [0, 1e-16, -1e-16] {
        let metrics = regression(
          targets.map { _ in mean * (1 + shift) }, targets, columns: 1)
        #expect(metrics.r2 == 0 && metrics.explainedVariance == 0)
      }
    }
    #expect(abs(regression([1, 2.0001], [1, 2], columns: 1).r2! - 0.99999998) < 1e-9)
  }

  @Test func everyMetricHasOneName() {
    #expect(Set(Metric.allCases.map(\.rawValue)).count == Metric.allCases.count)
    #expect(Metric(rawValue: "roc_auc")?.isBetterHigh == true)
    #expect(Metric(rawValue: "r2")?.isBetterHigh == true)
    for name in ["log_loss", "calibration_error", "mae", "mape", "rmse", "max_error"] {
      #expect(Metric(rawValue: name)?.isBetterHigh == false)
    }
  }

  @Test func statisticsAreOfTheRunsThatHaveAValue() {
    let some = SeriesSummary.Statistic("r2", [0.1, nil, 0.1, .infinity, 0.1])
    #expect(some.mean == 0.1 && some.deviation == 0 && some.count == 3)
    #expect(some.values == [0.1, nil, 0.1, nil, 0.1])
    #expect(some.text == "0.1 ± 0 (3 of 5)")
    #expect(SeriesSummary.Statistic("r2", [nil, 2]).text == "2 (1 of 2)")
    #expect(SeriesSummary.Statistic("r2", [nil, .nan, -.infinity]).text == nil)
  }
}
