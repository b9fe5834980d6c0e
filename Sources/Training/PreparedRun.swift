package import Engine
package import Spec
package import System
package import Tabular

/// A run before its training: the data are read, the configuration is resolved, nothing is written.
package struct PreparedRun<S: RunScalar> {
  package let splits: Splits<S>
  package let resolved: ResolvedConfiguration
  /// Where the configuration's keys were written.
  package let places: Places
  /// The rows of an update.
  package let batchRows: Int

  /// Reads the data of a configuration and checks that the network goes with them.
  /// - Parameters:
  ///   - room: how much memory rows may take, and where others go.
  ///   - keepsCells: whether the rows are wanted as they stand in the file, too.
  ///   - judgesColumns: whether what the first cells of columns say against them is asked for.
  package init(
    _ checked: Checked<Configuration>, threads: Int, room: RowRoom = .standard,
    keepsCells: Bool = false, judgesColumns: Bool = false
  ) throws(Failure) {
    let configuration = checked.value
    let places = checked.places
    self.places = places
    var resolved: ResolvedConfiguration?
    splits = try loadSplits(
      configuration.data, configuration.preprocessing, seed: UInt64(configuration.training.seed),
      threads: threads, places: places, keepsCells: keepsCells, judgesColumns: judgesColumns,
      room: room, isShuffled: configuration.training.shuffle
    ) { encoder, edges, hasValidation throws(Failure) in
      let made = try ResolvedConfiguration(
        configuration, encoder: encoder, edges: edges, hasValidation: hasValidation, places: places)
      resolved = made
      return made.network.needs
    }
    guard let resolved else { preconditionFailure("the network is made while the data are read") }
    self.resolved = resolved
    let rows = splits.train.involvedRows
    guard rows <= Int(Int32.max) else {
      throw Failure(
        .data, at: .file(configuration.data.train.description),
        "\(rows) rows, at most \(Int32.max) are allowed"
      )
    }
    batchRows =
      switch configuration.training.descent {
      case .batch: rows
      case .stochastic: 1
      case .miniBatch: min(configuration.training.batchSize, rows)
      }
    try checkTargets()
    try checkStatistics()
  }

  /// Sentences to tell the user of the data and of what becomes of them.
  package var notes: [String] {
    var notes = splits.notes
    for group in resolved.network.groups where resolved.network.unreadGroups.contains(group.name) {
      let count = group.columns.count
      let inputs = "\(count) input" + (count == 1 ? "" : "s")
      notes.append(
        group.name == InputGroup.defaultName
          ? "no layer reads the \(inputs) in no group; a layer reads them by \("from".quoted): "
            + "\(group.name.quoted)"
          : "no layer reads the group \(group.name.quoted), \(inputs)")
    }
    if batchRows > 1, splits.train.involvedRows % batchRows == 1, normalizesRows != nil {
      notes.append(
        "the last update of an epoch has one row, which has no variance for batch normalization; another "
          + "batch_size avoids it")
    }
    return notes
  }

  /// The first layer that takes means over the rows of an update, one value of each row.
  private var normalizesRows: Int? {
    resolved.network.layers.indices.first {
      resolved.network.layers[$0] is BatchNormalization
        && resolved.network.built[$0].outputs.dropLast().allSatisfy { $0 == 1 }
    }
  }

  /// Refuses statistics of a single value, which is its mean.
  private func checkStatistics() throws(Failure) {
    guard batchRows == 1, let layer = normalizesRows else { return }
    throw Failure(
      .configuration, at: places["model.layers.\(layer)"],
      "an update of one row has no variance, so batch normalization would give the same output for any row; "
        + "expected more rows per update, or layer_normalization")
  }

  /// Refuses targets that the loss is not defined for.
  private func checkTargets() throws(Failure) {
    let data = resolved.configuration.data
    for (rows, holdout) in [
      (splits.train, nil), (splits.validation, data.validation), (splits.test, data.test),
    ] {
      try rows?.checkTargets(
        of: resolved.network, in: (holdout?.source ?? data.train).description)
    }
  }

  /// Refuses to go by a metric that the rows do not define, as the area under a curve where a class has
  /// none of them.
  /// - Throws: `configuration`.
  func checkMonitors(_ learner: Learner<S>) throws(Failure) {
    for (key, monitor) in resolved.configuration.training.monitors {
      guard let metric = monitor.metric,
        let rows = monitor.part == .validation ? splits.validation : splits.train
      else { continue }
      guard metric.judges(resolved.network) else {
        let reason =
          metric.needsProbabilities
          ? "needs probabilities, expected a softmax or sigmoid output, or another monitor"
          : "is not available for the loss \(type(of: resolved.network.loss).name), expected another monitor"
        throw Failure(.configuration, at: places[key], "\(monitor.rawValue.quoted) \(reason)")
      }
      guard metric.mayBeUndefined else { continue }
      var tally = MetricsTally(
        AnswerGraph(splits.encoder, resolved.network, S.precision), hasBaseline: false,
        only: metric, keepingIn: rows.file)
      let evaluation = rows.evaluate(
        by: learner, ranking: true,
        found: { range, part in
          tally.add(part, rows.truth(of: range))
        })
      let metrics = Metrics(tally, loss: evaluation?.loss ?? .nan)
      if let undefined = metrics.undefined.first(where: { $0.metric == metric }) {
        throw Failure(
          .configuration, at: places[key],
          "\(monitor.rawValue.quoted) is undefined on these rows: \(undefined.reason)")
      }
    }
  }

  /// What training needs besides the data.
  package var memory: MemoryEstimate {
    let configuration = resolved.configuration
    let data = [splits.train, splits.validation, splits.test].compactMap { $0 }
    // The best epoch's parameters, and those of a better one that takes its place.
    var kept = configuration.training.earlyStopping.patience == nil ? 0 : 2
    let slots = type(of: configuration.optimizer).slotCount
    // The epoch's start, and the parameters before its last update.
    kept += 1 + slots + (configuration.training.logLayers ? 1 : 0)
    return MemoryEstimate(
      of: S.self, resolved.network, slots: slots + kept,
      trainingRows: batchRows, largestSplit: data.map(\.rowsAtOnce).max() ?? 0,
      beside: data.map(\.windowSize).max() ?? 0)
  }

  /// The bytes that the data take.
  package var dataSize: Int {
    [splits.train, splits.validation, splits.test].reduce(splits.train.nodes?.sharedSize ?? 0) {
      $0 + ($1?.size ?? 0)
    }
  }

  /// Makes the network with its initial weights, drawn or read.
  /// - Parameters:
  ///   - batchRows: the rows of an update, where not those of the configuration.
  ///   - exchange: the ranks that train it together; nil where this process does alone.
  /// - Throws: `configuration` where it cannot fit in memory, or where the weights are not the
  ///   network's.
  package func makeLearner(
    threads: Int, batchRows: Int? = nil, exchange: (any Exchange)? = nil
  ) throws(Failure) -> Learner<S> {
    let configuration = resolved.configuration
    try memory.check(places: places)
    var weights: WeightsFile?
    if let path = configuration.model.initialWeights {
      weights = try WeightsFile(SafetensorsFile(path: path), of: resolved.network) { messages in
        let place = places["model.initial_weights"]
        return Failure(.configuration, messages.map { Diagnostic(place, "\(path): \($0)") })
      }
    }
    let learner = Learner<S>(
      resolved.network, optimizer: configuration.optimizer,
      seed: UInt64(configuration.training.seed), batchRows: batchRows ?? self.batchRows,
      threads: threads, logsNorm: configuration.training.logSteps,
      logsLayers: configuration.training.logLayers,
      clipping: GradientClipping(
        norm: configuration.training.clipNorm, value: configuration.training.clipValue),
      exchange: exchange)
    try weights?.load(into: learner)
    return learner
  }
}
