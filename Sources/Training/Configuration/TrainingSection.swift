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
      the last update of an epoch taking the remainder
      """),
    Field(
      "batch_size", \.batchSize, .integer(1...2_147_483_647),
      "the rows of an update in mini_batch descent; not used in the others"),
    Field(
      "epochs", \.epochs, .integer(0...2_147_483_647),
      "how many times training passes over all training rows"),
    Field(
      "schedule", \.schedule, .component(in: Schedules.registry),
      """
      how the learning rate changes during training, after the warm-up; curves.csv has \
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
      learning rates that replace the optimizer's from given epochs on, with the epochs in ascending order; warm-up \
      and schedule apply to each as if it had been the rate from the start; dlrun train --watch records here what is \
      changed on its page
      """),
    Field(
      "early_stopping", \.earlyStopping, .object(),
      """
      with patience, training ends when a monitored value no longer improves, and the weights of the \
      best epoch are kept
      """),
    Field(
      "clip_norm", \.clipNorm, .number(.positive),
      """
      the largest Euclidean norm that an update's gradient over all parameters may have; a longer one \
      is scaled down to it; by default there is no limit
      """),
    Field(
      "clip_value", \.clipValue, .number(.positive),
      """
      the largest absolute value that an element of the gradient may have; larger ones are clipped to it; by default \
      there is no limit
      """),
    Field(
      "seed", \.seed, .integer(0...Int.max),
      """
      the seed of splits, initial weights, order of rows and dropout: with the same data and \
      configuration, the same seed gives the same result
      """),
    Field(
      "shuffle", \.shuffle, .boolean,
      "whether each epoch takes the rows in a new random order instead of the file's"),
    Field(
      "precision", \.precision, .choice,
      "the type of numbers that the network is trained and saved in"),
    Field(
      "portable", \.portable, .boolean,
      """
      has no effect: every run has the same bytes on every x86-64 processor; earlier versions gave large matrix \
      products to a library whose last bits depend on the processor, unless this was true
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
      whether the curves, and steps and layers if they are logged, are also written for TensorBoard
      """),
    Field(
      "evaluate_train", \.evaluateTrain, .boolean,
      """
      whether training rows are evaluated after each epoch, for train_eval_loss in curves.csv; they always are \
      if training monitors a value of theirs
      """),
    Field(
      "snapshots", \.snapshots, .list(.integer(0...2_147_483_647)),
      """
      epochs after which the model is saved, as snapshots/epoch-10.safetensors in the run's folder; 0 \
      for the initial weights
      """),
    Field(
      "calibrate", \.calibrate, .choice,
      """
      how the probabilities of classes are calibrated on the validation rows after training, so that they match \
      frequencies: temperature divides the weighted sums of the last layer by one number, which does not change \
      the most probable class; by default they are not
      """),
    Field(
      "threshold", \.threshold,
      .word(
        "best:f1", .bestF1, or: .number(.share), wrap: { .fixed($0) },
        unwrap: { if case .fixed(let number) = $0 { number } else { nil } }),
      """
      the probability from which the second of two classes is predicted, kept in the model; best:f1 is the one with \
      the highest F1 score of that class on the validation rows; it applies to calibrated probabilities if there are any; \
      during training, and by default, the more probable class is predicted
      """),
    Field(
      "checkpoint", \.checkpoint,
      .word(
        "none", .none, or: .object(CheckpointSection.self), wrap: { .kept($0) },
        unwrap: { if case .kept(let section) = $0 { section } else { nil } }),
      """
      when the state of training is written to checkpoint.safetensors, from which dlrun train --resume \
      continues; none for never
      """),
  ]

  package func check(_ reading: inout Reading) {
    if warmupEpochs > epochs, reading.areSound("warmup_epochs", "epochs") {
      reading.fault(
        "warmup_epochs",
        "\(warmupEpochs) epochs of warm-up, expected at most the \(epochs) epochs of training")
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
