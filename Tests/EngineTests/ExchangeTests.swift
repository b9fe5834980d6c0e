import Engine
import Synchronization
import System
import Testing

/// Networks trained by several ranks, which are threads here: the bytes are those of one.
@Suite struct ExchangeTests {
  /// What training came to on rank 0, to the bit.
  private struct Outcome: Equatable, Sendable {
    var parameters: [Double] = []
    var slots: [[Double]] = []
    var losses: [Double] = []
    var norms: [Double] = []
    var divergedAt: Int?
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var optimizer: any Optimizer = Momentum()
    var regularizer: any Regularizer = NoRegularizer()
    var clipping = GradientClipping()
    var dropout = 0.0
    var hasRates = false
    var logsLayers = false
    var inputs = 6
    var units = 9
    var testDescription: String { name }
  }

  private static func limited(_ norm: Double) -> L2 {
    var regularizer = L2()
    regularizer.maxNorm = norm
    return regularizer
  }

  static let cases: [Case] = [
    Case(name: "momentum"),
    Case(name: "Adam, dropout", optimizer: Adam(), dropout: 0.2),
    Case(name: "Nesterov, greatest norm", optimizer: Nesterov(), regularizer: limited(0.6)),
    Case(
      name: "clipped norm, penalty", optimizer: AdamW(), regularizer: L2(),
      clipping: GradientClipping(norm: 0.05)),
    Case(name: "clipped values", clipping: GradientClipping(value: 0.002), hasRates: true),
    Case(name: "layers", optimizer: RMSProp(), logsLayers: true),
    Case(name: "several tiles", optimizer: Adam(), inputs: 120, units: 200),
  ]

  private func network(_ test: Case) throws -> Network {
    try Network(
      inputs: test.inputs,
      layers: [
        Dense(units: test.units, activation: Tanh(), dropout: test.dropout),
        Dense(units: 3, activation: Softmax()),
      ],
      loss: CrossEntropy(), regularizer: test.regularizer, classes: 3)
  }

  /// Trains for two epochs, pauses within the first, and goes back to a state that is given to the others once.
  private func train(
    _ test: Case, rows count: Int, batchRows: Int, threads: Int, ranks: Int,
    _ exchange: ThreadExchange?
  ) throws -> Outcome {
    let network = try network(test)
    let data = CaseData<Double>(network, rows: count)
    let rows = try data.rows
    let learner = Learner<Double>(
      network, optimizer: test.optimizer, seed: 4, batchRows: batchRows, threads: threads,
      // A batch of one piece, which one rank would train on, has its norm from the tiles of its program.
      logsNorm: batchRows > 256, logsLayers: test.logsLayers, clipping: test.clipping,
      exchange: exchange)
    var outcome = Outcome()
    learner.prepare(trainingOn: count)
    learner.spreadState(step: 0)
    let isFirst = exchange?.rank ?? 0 == 0
    let rate: @Sendable (Int) -> Double = { 0.02 / Double($0) }
    for epoch in 1...2 {
      var progress = EpochProgress()
      while progress.rows < count {
        // Only rank 0 knows the rate, and when to pause.
        let result = learner.train(
          epoch: epoch, on: rows, order: nil, from: progress,
          rate: test.hasRates && isFirst ? rate : nil,
          onStep: { outcome.norms.append($0.gradientNorm) },
          pauses: isFirst ? { true } : nil)
        progress = result.progress
        if let step = result.divergedAt {
          outcome.divergedAt = step
          return outcome
        }
        if progress.rows >= count {
          outcome.losses += [result.loss, result.objective, result.score]
        }
      }
      if test.logsLayers {
        let statistics = learner.layerStatistics(on: rows)
        outcome.norms +=
          statistics.map { $0.gradientNorm ?? 0 } + statistics.map { $0.updateRatio ?? 0 }
      }
    }
    learner.collectSlots()
    outcome.parameters = learner.state.model.values
    if isFirst { outcome.slots = learner.state.slots }
    return outcome
  }

  private func outcome(
    _ test: Case, rows: Int, batchRows: Int, threads: Int, ranks: Int
  ) throws -> Outcome {
    guard ranks > 1 else {
      return try train(
        test, rows: rows, batchRows: batchRows, threads: threads, ranks: 1, nil)
    }
    let hub = ThreadExchange.Hub()
    let outcomes = Mutex<[Int: Outcome]>([:])
    concurrently(ranks) { rank in
      let exchange = ThreadExchange(rank: rank, of: ranks, hub)
      let outcome = try? train(
        test, rows: rows, batchRows: batchRows, threads: threads, ranks: ranks, exchange)
      outcomes.withLock { $0[rank] = outcome }
    }
    #expect(hub.isEmpty)
    let all = outcomes.withLock { $0 }
    let first = try #require(all[0])
    for rank in 1..<ranks {
      let other = try #require(all[rank])
      let isEqual = other.parameters == first.parameters && other.losses == first.losses
      #expect(isEqual)
      #expect(other.divergedAt == first.divergedAt)
    }
    return first
  }

  /// One row, fewer rows than ranks, one piece, two, four with a last batch of one piece, and eight, some of several.
  @Test(arguments: cases, [(5, 1), (10, 3), (700, 300), (1100, 1000), (5000, 5000), (9300, 9300)])
  func anyNumberOfRanksGivesTheSameBits(test: Case, sizes: (rows: Int, batch: Int)) throws {
    let one = try outcome(test, rows: sizes.rows, batchRows: sizes.batch, threads: 1, ranks: 1)
    #expect(!one.parameters.isEmpty && one.divergedAt == nil)
    for (ranks, threads) in [(1, 2), (2, 1), (3, 2), (4, 1), (5, 1)] {
      if sizes.rows > 1100, ranks == 5, test.inputs > 100 { continue }
      let many = try outcome(
        test, rows: sizes.rows, batchRows: sizes.batch, threads: threads, ranks: ranks)
      // Not the numbers, which would be pages.
      let isEqual = many == one
      #expect(isEqual, "\(ranks) ranks, \(threads) threads")
    }
  }

  /// All ranks see that a parameter of one slice is no longer finite.
  @Test func divergenceIsSeenByAll() throws {
    var optimizer = GradientDescent()
    optimizer.learningRate = 1e308
    let test = Case(name: "diverges", optimizer: optimizer, inputs: 120, units: 200)
    let one = try outcome(test, rows: 1000, batchRows: 500, threads: 1, ranks: 1)
    let three = try outcome(test, rows: 1000, batchRows: 500, threads: 1, ranks: 3)
    #expect(one.divergedAt != nil)
    #expect(three.divergedAt == one.divergedAt)
  }

  /// Rank 0 gives an update up between two pieces: nobody makes it, and training goes on from before it.
  @Test func anUpdateIsGivenUpByAll() throws {
    let test = Case(name: "stopped", optimizer: Adam())
    let network = try network(test)
    let one = try outcome(test, rows: 3000, batchRows: 3000, threads: 1, ranks: 1)
    let hub = ThreadExchange.Hub()
    let outcomes = Mutex<[Int: [Double]]>([:])
    concurrently(3) { rank in
      let exchange = ThreadExchange(rank: rank, of: 3, hub)
      let data = CaseData<Double>(network, rows: 3000)
      guard let rows = try? data.rows else { return }
      let learner = Learner<Double>(
        network, optimizer: test.optimizer, seed: 4, batchRows: 3000, threads: 1, exchange: exchange
      )
      learner.prepare(trainingOn: 3000)
      learner.spreadState(step: 0)
      let stopped = learner.train(
        epoch: 1, on: rows, order: nil, stops: rank == 0 ? { true } : nil)
      let isUntouched = stopped.updates == 0 && stopped.progress.rows == 0 && learner.step == 0
      for epoch in 1...2 { _ = learner.train(epoch: epoch, on: rows, order: nil) }
      outcomes.withLock { $0[rank] = isUntouched ? learner.model.values : [] }
    }
    for rank in 0..<3 { #expect(outcomes.withLock { $0[rank] } == one.parameters) }
  }

  // MARK: Pieces

  @Test(arguments: [0, 1, 255, 256, 257, 300, 511, 1000, 1024, 2048, 5000, 8192, 9000, 100_003])
  func piecesCoverABatchOnce(rows: Int) {
    let pieces = BatchPieces(of: rows, isWhole: false)
    #expect(pieces.pieces.flatMap(Array.init) == Array(0..<rows))
    #expect(pieces.lanes.flatMap(Array.init) == Array(pieces.pieces.indices))
    #expect(pieces.lanes.count <= 8 && pieces.pieces.allSatisfy { 1...1024 ~= $0.count })
    #expect(pieces.isWhole == (rows <= 256))
    #expect(BatchPieces(of: rows, isWhole: true).pieces.count == min(rows, 1))
    if rows == 8192 { #expect(pieces.pieces.map(\.count) == Array(repeating: 1024, count: 8)) }
    if rows == 1024 {
      #expect(pieces.pieces.count == 4)
      #expect(BatchPieces(of: rows, parameters: 1 << 22, isWhole: false).pieces.count == 2)
    }
    if rows == 300 { #expect(pieces.pieces.map(\.count) == [160, 140]) }
  }

  @Test func messagesReachAllInOrder() {
    let hub = ThreadExchange.Hub()
    let texts = Mutex<[[[UInt8]]]>([])
    concurrently(4) { rank in
      let exchange = ThreadExchange(rank: rank, of: 4, hub)
      var all: [[UInt8]] = []
      for round in 0..<3 {
        all += exchange.gather(Array(repeating: UInt8(rank), count: rank * round))
      }
      texts.withLock { $0.append(all) }
    }
    let expected = (0..<3).flatMap { round in
      (0..<4).map { Array(repeating: UInt8($0), count: $0 * round) }
    }
    #expect(texts.withLock { $0 } == Array(repeating: expected, count: 4))
  }

  @Test func launchersSayWhichProcessThisIs() throws {
    let open = try #require(
      RankPlace {
        [
          "OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "4",
          "OMPI_COMM_WORLD_LOCAL_RANK": "0",
          "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
        ][$0]
      })
    #expect(open.launcher == .openMPI && open.rank == 2 && open.count == 4)
    #expect(open.localRank == 0 && open.localCount == 2)
    let mpich = try #require(RankPlace { ["PMI_RANK": "1", "PMI_SIZE": "3"][$0] })
    #expect(mpich.launcher == .mpich && mpich.rank == 1 && mpich.count == 3)
    #expect(RankPlace { ["PMI_RANK": "3", "PMI_SIZE": "3"][$0] } == nil)
    #expect(RankPlace { _ in nil } == nil)
  }
}
