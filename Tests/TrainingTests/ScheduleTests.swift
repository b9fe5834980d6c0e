import Foundation
import Spec
import Testing
import Training

@Suite struct ScheduleTests {
  private func rate(_ schedule: any Schedule, epoch: Int = 0, progress: Double = 0) -> Double {
    schedule.rate(from: 0.8, at: ScheduleTime(epoch: epoch, progress: progress))
  }

  @Test func everyScheduleOfTheFolderIsRegistered() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Training/Schedules").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names).subtracting(["Schedule.swift"]).count == Schedules.registry.names.count)
  }

  @Test func ratesFollowTheirFormulas() {
    #expect(rate(ConstantSchedule(), epoch: 70, progress: 0.7) == 0.8)
    var step = StepSchedule()
    step.every = 10
    step.factor = 0.5
    #expect([0, 9, 10, 39].map { rate(step, epoch: $0) } == [0.8, 0.8, 0.4, 0.1])
    var exponential = ExponentialSchedule()
    exponential.factor = 0.5
    #expect([0, 1, 3].map { rate(exponential, epoch: $0) } == [0.8, 0.4, 0.1])
    var cosine = CosineSchedule()
    cosine.minimum = 0.2
    let rates = [0, 0.5, 1].map { rate(cosine, progress: $0) }
    #expect(zip(rates, [0.8, 0.5, 0.2]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  private func rates(_ section: TrainingSection, stepsPerEpoch: Int) -> [Double] {
    let rates = LearningRates(base: 0.8, section, stepsPerEpoch: stepsPerEpoch)
    return (1...section.epochs * stepsPerEpoch).map { rates.rate(step: $0) }
  }

  /// η_min + ½ (η − η_min) (1 + cos π k / (n − 1)) for the update k of n, from 0.
  @Test(arguments: [(1, 2), (3, 5), (10, 1)])
  func aCosineEndsAtItsMinimum(epochs: Int, steps: Int) {
    var cosine = CosineSchedule()
    cosine.minimum = 0.2
    var section = TrainingSection()
    section.epochs = epochs
    section.schedule = cosine
    let all = rates(section, stepsPerEpoch: steps)
    #expect(all.first == 0.8 && abs(all[all.count - 1] - 0.2) < 1e-15)
    for (number, rate) in all.enumerated() {
      let share = Double(number) / Double(all.count - 1)
      #expect(abs(rate - (0.2 + 0.3 * (1 + cos(.pi * share)))) < 1e-15)
    }
    section.epochs += 2
    section.warmupEpochs = 2
    let warmed = rates(section, stepsPerEpoch: steps)
    #expect(warmed[2 * steps - 1] == 0.8 && warmed[2 * steps] == 0.8)
    #expect(abs(warmed[warmed.count - 1] - 0.2) < 1e-15)
  }

  /// What a change brings from its epoch on is what the same configuration has with that rate from the start.
  @Test(
    arguments: [
      ConstantSchedule(), StepSchedule(), ExponentialSchedule(), CosineSchedule(),
      PlateauSchedule(),
    ] as [any Schedule])
  func aChangedRateGoesThroughTheSchedule(_ schedule: any Schedule) {
    var section = TrainingSection()
    section.epochs = 40
    section.warmupEpochs = 3
    section.schedule = schedule
    func rates(_ base: Double) -> [Double] {
      let rates = LearningRates(base: base, section, stepsPerEpoch: 3)
      return (1...120).map { rates.rate(step: $0) }
    }
    let (high, low, lower) = (rates(0.8), rates(0.3), rates(0.1))
    section.learningRateChanges = [
      LearningRateChange(epoch: 2, learningRate: 0.3),
      LearningRateChange(epoch: 35, learningRate: 0.1),
    ]
    #expect(rates(0.8) == Array(high[..<3] + low[3..<102] + lower[102...]))
  }

  /// There is one update only, which is to learn something.
  @Test func aLoneUpdateHasTheFullRate() {
    var section = TrainingSection()
    section.epochs = 1
    section.schedule = CosineSchedule()
    #expect(rates(section, stepsPerEpoch: 1) == [0.8])
  }

  /// The third bad epoch in a row is one too many; a new best one begins the count again.
  @Test func aPlateauLowersTheRate() {
    var plateau = PlateauSchedule()
    plateau.patience = 2
    plateau.factor = 0.5
    plateau.minimum = 0.15
    plateau.minimumChange = 0.1
    let values = [1.0, 0.95, 0.91, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
    let rates = values.map { value in
      plateau.observe(value)
      return rate(plateau)
    }
    #expect(
      rates == [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.15])
  }

  @Test func anAccuracyImprovesUpwards() throws {
    var plateau = PlateauSchedule()
    plateau.patience = 0
    plateau.watched = try #require(MonitoredValue(rawValue: "validation_accuracy"))
    for value in [0.5, 0.6, 0.7] { plateau.observe(value) }
    #expect(rate(plateau) == 0.8)
    plateau.observe(0.7)
    #expect(abs(rate(plateau) - 0.08) < 1e-15)
  }
}
