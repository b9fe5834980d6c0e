package import Engine
package import System
package import Tabular

/// Advances a network's training by updates, epoch by epoch; the only code that does. Where it is, with
/// all that the following updates depend on, is a value that it can be given again.
package final class Session<S: RunScalar> {
  /// Where training is between two updates.
  struct Place {
    /// The epoch that is being trained, or was trained last, from 1; 0 before the first.
    var epoch = 0
    /// How far that is.
    var progress = EpochProgress()
    var rates: LearningRates
  }

  /// So many updates lie at least between two states that are kept for the sake of a bad end.
  private static var updatesBetweenKeptStates: Int { 100 }

  package let learner: Learner<S>
  private let data: Encoded<S>
  /// The rows of an epoch.
  private let rowCount: Int
  /// How the rows of an epoch are divided.
  package let blocks: RowBlocks
  private let order: EpochOrder
  /// What brings the rows into memory; nil where they are there.
  private let feed: BlockFeed<S>?
  private(set) var place: Place
  /// A state from which the updates up to now can be made again.
  private var kept: (state: LearnerState<S>, place: Place)?
  /// Whether the other ranks have the state of this one.
  private var isSpread = false

  /// - Parameters:
  ///   - learner: before its first update.
  ///   - data: the training rows.
  ///   - rows: how many of these are taken, the first ones of each order; nil for all.
  package init(
    _ learner: Learner<S>, on data: Encoded<S>, _ section: TrainingSection, rows: Int? = nil
  ) {
    self.learner = learner
    self.data = data
    rowCount = rows ?? data.involvedRows
    blocks = data.nodes == nil ? data.blocks : RowBlocks(rows: data.involvedRows)
    order = EpochOrder(section, blocks)
    feed =
      data.areInMemory
      ? nil
      : BlockFeed(data, order, most: learner.network.mostRowsAtOnce(of: learner.batchRows))
    place = Place(
      rates: LearningRates(
        base: learner.optimizer.learningRate, section,
        stepsPerEpoch: Self.stepsPerEpoch(learner, rows: rowCount)))
  }

  /// Compiles what training runs, which the first update does else.
  package func prepare() {
    learner.prepare(trainingOn: data.involvedRows)
  }

  private static func stepsPerEpoch(_ learner: Learner<S>, rows: Int) -> Int {
    (rows + learner.batchRows - 1) / learner.batchRows
  }

  var stepsPerEpoch: Int { Self.stepsPerEpoch(learner, rows: rowCount) }
  /// The rows of the epoch that is being trained, or is next, that are done.
  package var rowsDone: Int { isWithinEpoch ? place.progress.rows : 0 }
  /// Whether the epoch has rows left.
  var isWithinEpoch: Bool { isWithinEpoch(place) }

  /// Whether the epoch of a place has rows left.
  func isWithinEpoch(_ place: Place) -> Bool { place.epoch > 0 && place.progress.rows < rowCount }

  /// The learning rate of the last update, or of the first where there was none.
  var rate: Double { place.rates.rate(step: max(1, learner.step)) }

  /// What the epoch gave so far that is being trained, or was trained last.
  var result: EpochResult { learner.result(of: place.progress) }

  /// Whether training comes by a place with an update.
  func has(_ place: Place, step: Int) -> Bool {
    guard place.epoch > 0 else { return step == 0 && place.progress.rows == 0 }
    let rows = place.progress.rows
    guard 0...rowCount ~= rows, rows == rowCount || rows % learner.batchRows == 0 else {
      return false
    }
    let (before, overflow) = (place.epoch - 1).multipliedReportingOverflow(by: stepsPerEpoch)
    return !overflow && step == before + (rows + learner.batchRows - 1) / learner.batchRows
  }

  /// Goes on from another place.
  func restore(_ state: LearnerState<S>, at place: Place) {
    learner.restore(state)
    self.place = place
    kept = nil
    isSpread = false
  }

  /// Begins an epoch where the last one is over, and trains on the rows that are left of it.
  /// - Parameters:
  ///   - end: the rows of the epoch before which to stop, a whole number of updates; nil for all.
  ///   - onStep: called after each update.
  ///   - pauses: asked after each update but the epoch's last whether to stop there.
  ///   - stops: asked within updates of several pieces whether to give up the one that is under way.
  /// - Returns: what the epoch gave so far.
  @discardableResult
  package func advance(
    to end: Int? = nil, onStep: ((StepResult) -> Void)? = nil, pauses: (() -> Bool)? = nil,
    stops: (() -> Bool)? = nil
  ) -> EpochResult {
    beginEpoch()
    if kept.map({ learner.step - $0.state.step >= Self.updatesBetweenKeptStates }) ?? true {
      kept = (state, place)
    }
    if let exchange = learner.exchange {
      spreadState(exchange)
      var command = RankCommand(.train)
      (command.epoch, command.rows) = (place.epoch, place.progress.rows)
      command.end = end ?? rowCount
      command.send(by: exchange)
    }
    return train(to: end, onStep: onStep, pauses: pauses, stops: stops)
  }

  /// Trains on some rows of an epoch, where rank 0 says so.
  func train(epoch: Int, from rows: Int, to end: Int) {
    place.epoch = epoch
    place.progress.rows = rows
    _ = train(to: end, onStep: nil, pauses: nil, stops: nil)
  }

  private func train(
    to end: Int?, onStep: ((StepResult) -> Void)?, pauses: (() -> Bool)?, stops: (() -> Bool)?
  ) -> EpochResult {
    let (epoch, progress, rates) = (place.epoch, place.progress, place.rates)
    let rate = rates.isConstant ? nil : { @Sendable step in rates.rate(step: step) }
    let result = withRows(of: epoch) { rows, order in
      learner.train(
        epoch: epoch, on: rows, order: order, from: progress, to: end ?? rowCount, rate: rate,
        onStep: onStep, pauses: pauses, stops: stops)
    }
    place.progress = result.progress
    return result
  }

  /// All that changes with an update, as it is now on all ranks.
  var state: LearnerState<S> {
    if let exchange = learner.exchange {
      spreadState(exchange)
      RankCommand(.collectSlots).send(by: exchange)
      learner.collectSlots()
    }
    return learner.state
  }

  /// Gives the other ranks the state of this one, where they have another.
  private func spreadState(_ exchange: any Exchange) {
    guard !isSpread else { return }
    isSpread = true
    var command = RankCommand(.spreadState)
    command.step = learner.step
    command.send(by: exchange)
    learner.spreadState(step: learner.step)
  }

  /// Calls with the rows and their order in an epoch.
  private func withRows<Result>(
    of epoch: Int, _ body: (Rows<S>, UnsafePointer<Int32>?) -> Result
  ) -> Result {
    if let feed {
      feed.begin(epoch)
      return body(Rows(from: feed, count: data.rows), nil)
    }
    return data.withRows { rows in order.withOrder(of: epoch) { body(rows, $0) } }
  }

  private func beginEpoch() {
    guard !isWithinEpoch else { return }
    place.epoch += 1
    place.progress = EpochProgress()
  }

  /// Makes the next update and computes beside it every value of its graph.
  /// - Returns: the update, its epoch, and the numbers of its rows in the data, from 1.
  /// - Throws: where the rows, which are in a file, have no room in memory.
  package func trace() throws(Failure) -> (update: TracedStep<S>, epoch: Int, rows: [Int]) {
    beginEpoch()
    let (epoch, start) = (place.epoch, place.progress.rows)
    let count = min(learner.batchRows, rowCount - start)
    let rate = place.rates.rate(step: learner.step + 1)
    let places = order.places(start..<start + count, in: epoch)
    let update: TracedStep<S>
    if data.areInMemory {
      update = data.withRows { rows in
        order.withOrder(of: epoch) { order in
          let part = rows.part(from: order == nil ? start : 0, count: count, of: learner.network)
          return learner.trace(
            epoch: epoch, on: part, order: order.map { $0 + start }, learningRate: rate)
        }
      }
    } else {
      update = try data.picking(places, areWeighted: true).withRows {
        learner.trace(epoch: epoch, on: $0, order: nil, learningRate: rate)
      }
    }
    place.progress.rows += count
    return (update, epoch, places.map { data.blocks.tableRow(at: $0) + 1 })
  }

  /// Tells the schedule what an epoch gave.
  func observe(_ epoch: MonitoredEpoch) {
    guard place.rates.isMonitored else { return }
    place.rates.observe(epoch)
    // Updates that are made again take the rates of before.
    kept = nil
  }

  /// Trains the next epoch and those after it with another learning rate. The epoch before is over.
  func change(_ change: LearningRateChange) {
    place.rates.change(change)
    // Updates that are made again take the rates of before.
    kept = nil
  }

  /// The first value that was not finite in the update at which training diverged. Where it came up on the way
  /// to the loss, before its update, the network is afterwards as it was before that update.
  func firstNonFinite(of result: EpochResult) -> NonFiniteValue? {
    guard let faultyStep = result.divergedAt else { return nil }
    if result.objective.isFinite, learner.hasGradients { return learner.nonFiniteParameter() }
    // The update has written over the parameters that the loss came from, or did not keep its gradients: up to there once
    // more.
    guard let kept else { preconditionFailure("a state is kept before the first update") }
    let epoch = place.epoch
    let updates = faultyStep - 1 - (epoch - 1) * stepsPerEpoch
    restore(kept.state, at: kept.place)
    while place.epoch < epoch - 1 || place.epoch == epoch - 1 && isWithinEpoch { advance() }
    if learner.step < faultyStep - 1 { advance(to: updates * learner.batchRows) }
    let start = updates * learner.batchRows
    if result.objective.isFinite {
      learner.keepGradients()
      advance(to: min(start + learner.batchRows, rowCount))
      return learner.nonFiniteParameter()
    }
    guard !data.areInMemory else {
      return data.withRows { rows in
        order.withOrder(of: epoch) { order in
          learner.firstNonFinite(inUpdateAt: start, epoch: epoch, on: rows, order: order)
        }
      }
    }
    // Of a batch that does not fit the first rows are looked at.
    let count = min(learner.batchRows, rowCount - start, Self.mostRowsLookedAt)
    let rows = try? data.picking(
      order.places(start..<start + count, in: epoch), areWeighted: true)
    return rows?.withRows {
      learner.firstNonFinite(inUpdateAt: 0, epoch: epoch, on: $0, order: nil)
    }
  }

  private static var mostRowsLookedAt: Int { 65_536 }
}
