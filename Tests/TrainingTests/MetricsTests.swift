import Testing
import Training

/// Figures of scikit-learn 1.9 on random rows, with `average="macro"` and `zero_division=0`.
struct MetricsTests {
  private func classification(
    _ predictions: [Int], _ labels: [Int], scores: [Double] = [], classes: Int
  ) -> ClassificationMetrics {
    ClassificationMetrics(
      predictions: predictions, labels: labels, scores: scores,
      classes: (0..<classes).map(String.init))
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
    expect(
      classification(labels, labels, scores: scores, classes: 2).areaUnderCurve, is: 0.78125)
    expect(
      classification(labels, labels, scores: scores.map { _ in 1 }, classes: 2).areaUnderCurve,
      is: 0.5)
    #expect(classification([1], [1], scores: [1], classes: 2).areaUnderCurve == nil)
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
  }

  @Test func constantTargets() {
    #expect(regression([0.1, 0.1, 0.1], [0.1, 0.1, 0.1], columns: 1).r2 == 1)
    #expect(regression([0.1, 0.2, 0.1], [0.1, 0.1, 0.1], columns: 1).r2 == 0)
  }
}
