package import Spec
import Tabular

/// The section `training`: how rows are taken, how long, and in which numbers.
package struct TrainingSection: Declared {
  package var descent = Descent.miniBatch
  /// Counts for mini-batch descent alone.
  package var batchSize = 32
  package var epochs = 100
  package var schedule: any Schedule = ConstantSchedule()
  package var warmupEpochs = 0
  package var learningRateChanges: [LearningRateChange] = []
  package var earlyStopping = EarlyStoppingSection()
  package var clipNorm: Double?
  package var clipValue: Double?
  package var seed = 0
  package var shuffle = true
  package var precision = Precision.float32
  package var portable = false
  package var logSteps = false
  package var logLayers = false
  package var tensorboard = false
  package var evaluateTrain = false
  /// 0 for the initial weights.
  package var snapshots: [Int] = []
  package var calibrate: CalibrationMethod?
  package var threshold: ThresholdChoice?
  package var checkpoint = CheckpointPolicy.kept(CheckpointSection())

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "descent", \.descent, .choice,
      """
      the rows of an update: all (batch), one (stochastic) or batch_size of them (mini_batch), \
      where the last update of an epoch takes what is left
      """),
    Field(
      "batch_size", \.batchSize, .integer(1...2_147_483_647),
      "the rows of an update in mini_batch descent; not used in the others"),
    Field(
      "epochs", \.epochs, .integer(0...2_147_483_647),
      "how often all training rows are gone through"),
    Field(
      "schedule", \.schedule, .component(in: Schedules.registry),
      """
      how the learning rate changes in the course of training, after the warm-up; curves.csv has \
      that of each epoch's last update
      """),
    Field(
      "warmup_epochs", \.warmupEpochs, .integer(0...2_147_483_647),
      """
      the epochs in which the learning rate rises to its full height, in equal steps from update to \
      update; at most all of them
      """),
    Field(
      "learning_rate_changes", \.learningRateChanges, .list(.object()),
      """
      other learning rates from certain epochs on, in the order of the epochs: each takes the place of the \
      optimizer's, and warm-up and schedule go on from it as if it had been that from the start; dlrun train \
      --watch records here what is changed on its page
      """),
    Field(
      "early_stopping", \.earlyStopping, .object(),
      """
      with patience, training ends where a monitored value no longer improves, and the weights of its \
      best epoch are kept
      """),
    Field(
      "clip_norm", \.clipNorm, .number(.positive),
      """
      the greatest Euclidean norm of an update's gradient over all parameters, to which a longer one \
      is shortened; by default there is none
      """),
    Field(
      "clip_value", \.clipValue, .number(.positive),
      """
      the greatest size of an element of the gradient, at which larger ones are cut off; by default \
      there is none
      """),
    Field(
      "seed", \.seed, .integer(0...Int.max),
      """
      what splits, initial weights, order and dropout are drawn from: with the same data and \
      configuration, the same seed gives the same result
      """),
    Field(
      "shuffle", \.shuffle, .boolean,
      "whether each epoch takes the rows in a new order, instead of the file's"),
    Field(
      "precision", \.precision, .choice, "the numbers that the network is trained and saved in"),
    Field(
      "portable", \.portable, .boolean,
      """
      whether large matrix products are computed as small ones are, and not by BLAS, whose last bits depend on the \
      processor: a run then has the same bytes on every x86-64 processor
      """),
    Field("log_steps", \.logSteps, .boolean, "whether each update gets a row in steps.csv"),
    Field(
      "log_layers", \.logLayers, .boolean,
      """
      whether each layer gets a row in layers.csv at the end of each epoch: the norms of its weights \
      and of their gradient in the last update, the ratio of that update's norm to the weights', and \
      the share of units that are dead or saturated
      """),
    Field(
      "tensorboard", \.tensorboard, .boolean,
      """
      whether the curves, and steps and layers where they are logged, are written for TensorBoard, too
      """),
    Field(
      "evaluate_train", \.evaluateTrain, .boolean,
      """
      whether training rows are evaluated after each epoch, for train_eval_loss in curves.csv; they are, \
      too, where training goes by a value of theirs
      """),
    Field(
      "snapshots", \.snapshots, .list(.integer(0...2_147_483_647)),
      """
      epochs after which the model is kept, as snapshots/epoch-10.safetensors in the run's folder; 0 \
      for the initial weights
      """),
    Field(
      "calibrate", \.calibrate, .choice,
      """
      how the probabilities of classes are made as frequent as they say, on the validation rows when training is \
      over: temperature divides the weighted sums of the last layer by one number, which leaves the more probable \
      class as it is; by default nothing is done
      """),
    Field(
      "threshold", \.threshold,
      .word(
        "best:f1", .bestF1, or: .number(.share), wrap: { .fixed($0) },
        unwrap: { if case .fixed(let number) = $0 { number } else { nil } }),
      """
      the probability from which on the second of two classes is chosen, kept in the model; best:f1 is the one with \
      the highest F1 score of that class on the validation rows; calibrated probabilities count, where they are; \
      while training goes on the more probable class is chosen, as it is by default
      """),
    Field(
      "checkpoint", \.checkpoint,
      .word(
        "none", .none, or: .object(CheckpointSection.self), wrap: { .kept($0) },
        unwrap: { if case .kept(let section) = $0 { section } else { nil } }),
      """
      when all that training knows is written to checkpoint.safetensors, from which dlrun train --resume goes \
      on; none for never
      """),
  ]

  package func check(_ reading: inout Reading) {
    if warmupEpochs > epochs, reading.areSound("warmup_epochs", "epochs") {
      reading.fault(
        "warmup_epochs",
        "\(warmupEpochs) epochs of warm-up, expected at most the \(epochs) of training")
    }
    for (number, (one, other)) in zip(learningRateChanges, learningRateChanges.dropFirst())
      .enumerated() where other.epoch <= one.epoch
    {
      reading.fault(
        "learning_rate_changes.\(number + 1).epoch",
        "epoch \(other.epoch) after epoch \(one.epoch), expected the epochs in ascending order")
    }
    if clipNorm != nil, clipValue != nil, reading.areSound("clip_norm", "clip_value") {
      reading.fault("clip_value", "expected one of clip_norm and clip_value, not both")
    }
  }

  /// Whether updates may have other learning rates than the optimizer's, changes aside.
  package var hasSchedule: Bool { !(schedule is ConstantSchedule) || warmupEpochs > 0 }

  /// What training goes by, with the keys that choose it.
  var monitors: [(key: String, value: MonitoredValue)] {
    let monitors = [
      (
        "training.early_stopping.monitor", earlyStopping.patience.map { _ in earlyStopping.watched }
      ),
      ("training.schedule.monitor", schedule.monitor),
    ]
    return monitors.compactMap { key, monitor in monitor.map { (key, $0) } }
  }

  /// Whether training rows are evaluated after each epoch.
  package var evaluatesTrainingRows: Bool {
    evaluateTrain || monitors.contains { $0.value.part == .training }
  }

  /// Why monitored values cannot be monitored, or answers not be decided as they are to be, with the keys that choose them.
  /// - Parameter task: nil where it is not known yet.
  func objections(
    task: Tabular.Task?, hasValidation: Bool
  ) -> [(key: String, objection: String)] {
    let found = monitors.compactMap { key, monitor in
      monitor.objection(task: task, hasValidation: hasValidation).map { (key, $0) }
    }
    let decisions = [
      ("calibrate", calibrate != nil, true),
      ("threshold", threshold != nil, threshold.map { $0.needsRows } ?? false),
    ]
    return found
      + decisions.compactMap { key, isAsked, needsRows in
        guard isAsked else { return nil }
        if task == .regression { return ("training.\(key)", "\(key) is for classification") }
        guard needsRows, !hasValidation else { return nil }
        return (
          "training.\(key)",
          "\(key) needs validation rows: expected data.validation, such as 0.2"
        )
      }
  }
}
