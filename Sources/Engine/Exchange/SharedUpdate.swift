internal import Synchronization
internal import System

/// An update of which each rank computes some lanes' gradients, and updates a slice of the parameters.
///
/// Each rank sends, for every other rank's slice, the sums of its lanes. Who has a slice adds up the sums of all ranks in
/// the order of the tree, updates the slice by them and sends it to all others.
///
/// Invariant: as that of `KeptUpdate`; all ranks go through the same updates.
final class SharedUpdate<S: Scalar>: @unchecked Sendable {
  /// What rank 0 decides for all.
  struct Decision {
    /// Whether the update is given up, and whether training pauses after it.
    var stops = false
    var pauses = false
  }

  /// How a batch is shared.
  private struct Sharing {
    let pieces: BatchPieces
    /// The sums of each rank's lanes.
    let sums: [[Range<Int>]]
    /// Where the slices of all sums arrive; nil for those of this rank.
    let incoming: [[Memory<S>?]]
    /// In the order of the tree; the last sum is that in the storage.
    let additions: [KeptUpdate<S>.Addition]
  }

  let exchange: any Exchange
  private let storage: ParameterStorage<S>
  private let update: KeptUpdate<S>
  private let buffers: [Memory<S>]
  /// The elements of each rank's slice.
  private let slices: [Range<Int>]
  private var sharings: [Int: Sharing] = [:]
  /// Neighbouring elements that are sent together, each some whole tensors, and for each tensor its group.
  private let groups: [Range<Int>]
  private let groupOfTensor: [Int]
  /// The update that is under way, and which groups of which sums are sent by now.
  private var current: Sharing?
  private var sent: [[Bool]] = []
  /// Whether the gradients of an epoch's last update are gathered.
  private let keepsGradients: Bool
  private(set) var costs = SharingCosts()

  init(
    _ update: KeptUpdate<S>, _ storage: ParameterStorage<S>, buffers: [Memory<S>],
    keepsGradients: Bool, _ exchange: any Exchange
  ) {
    self.exchange = exchange
    self.storage = storage
    self.update = update
    self.buffers = buffers
    self.keepsGradients = keepsGradients
    slices = (0..<exchange.count).map { update.elements(ofRank: $0, of: exchange.count) }
    (groups, groupOfTensor) = Self.groups(of: storage)
  }

  /// The elements from which on neighbours are not sent together: the time that they take on their way is more
  /// than that of a message.
  private static var groupLength: Int { 1 << 16 }

  private static func groups(of storage: ParameterStorage<S>) -> ([Range<Int>], [Int]) {
    var groups: [Range<Int>] = []
    var numbers = storage.tensors.map { _ in 0 }
    for number in storage.tensors.indices.sorted(by: {
      (storage.offsets[$0], $0) < (storage.offsets[$1], $1)
    }) {
      let start = storage.offsets[number]
      let end = start + Layout.padded(storage.tensors[number].count)
      if let last = groups.last, last.count < groupLength {
        groups[groups.count - 1] = last.lowerBound..<end
      } else {
        groups.append(start..<end)
      }
      numbers[number] = groups.count - 1
    }
    return (groups, numbers)
  }

  /// The elements of this rank's slice.
  private var slice: Range<Int> { slices[exchange.rank] }

  private func elements(_ memory: Memory<S>, _ slice: Range<Int>) -> UnsafeMutableBufferPointer<S> {
    memory.elements.extracting(slice)
  }

  // MARK: An update

  /// The sums that a rank computes of a batch.
  static func sums(of pieces: BatchPieces, rank: Int, of count: Int) -> [Range<Int>] {
    pieces.sums(in: pieces.lanes(ofRank: rank, of: count))
  }

  private func sharing(of pieces: BatchPieces) -> Sharing {
    if let sharing = sharings[pieces.rowCount] { return sharing }
    let ranks = 0..<exchange.count
    let sums = ranks.map { Self.sums(of: pieces, rank: $0, of: ranks.count) }
    let incoming: [[Memory<S>?]] = ranks.map { rank in
      sums[rank].map { _ in
        rank == exchange.rank || slice.isEmpty ? nil : Memory<S>(count: slice.count)
      }
    }
    var leaves: [Range<Int>: UnsafeMutablePointer<S>] = [:]
    for rank in ranks where !slice.isEmpty {
      for (number, sum) in sums[rank].enumerated() {
        // As if the whole buffer were there.
        leaves[sum] =
          incoming[rank][number].map { $0.start - slice.lowerBound } ?? buffers[number].start
      }
    }
    var additions: [KeptUpdate<S>.Addition] = []
    let gradients = storage.gradients.start
    func add(_ sum: Range<Int>) -> UnsafeMutablePointer<S> {
      if let leaf = leaves[sum] { return leaf }
      let middle = BatchPieces.middle(of: sum)
      let a = add(sum.lowerBound..<middle)
      let b = add(middle..<sum.upperBound)
      let result = sum == pieces.root ? gradients : a
      additions.append(.init(sum: result, a: UnsafePointer(a), b: UnsafePointer(b)))
      return result
    }
    if !slice.isEmpty {
      let root = add(pieces.root)
      if root != gradients {
        additions.append(.init(sum: gradients, a: UnsafePointer(root), b: nil))
      }
    }
    let sharing = Sharing(pieces: pieces, sums: sums, incoming: incoming, additions: additions)
    sharings[pieces.rowCount] = sharing
    return sharing
  }

  /// Brings an update to its end whose gradients this rank has computed.
  /// - Parameters:
  ///   - context: its rate is that of rank 0 afterwards.
  ///   - shares: of this rank's pieces; of all afterwards.
  ///   - decision: asked on rank 0 alone, its second part when the slice is updated.
  ///   - fault: set where a parameter is not finite, on any rank.
  /// - Returns: what rank 0 decided.
  func finish(
    _ context: UnsafeMutablePointer<StepContext<S>>, _ pieces: BatchPieces,
    _ shares: inout PieceShares, stops: Bool, pauses: () -> Bool, isLastOfEpoch: Bool,
    fault: UnsafeMutablePointer<Atomic<Bool>>, by team: Team?
  ) -> Decision {
    let computed = Clock.now
    let sharing = sharing(of: pieces)
    var decision = exchangeGradients(context, sharing, &shares, stops: stops)
    if decision.stops { return decision }
    update.sum(sharing.additions, by: team)
    if update.clipsNorm { exchangeSquares() }
    update.update(UnsafePointer(context), by: team)
    if exchange.rank == 0 { decision.pauses = pauses() }
    exchangeValues(&decision, fault: fault)
    // Whoever looks at layers, or for what was not finite, looks at the whole gradient.
    if isLastOfEpoch && keepsGradients || !shares.total.objective.isFinite
      || fault.pointee.load(ordering: .relaxed)
    {
      exchangeSlices(of: storage.gradients)
      exchange.finish()
    }
    costs.finish(at: Clock.now, from: computed, exchange.traffic)
    return decision
  }

  /// Begins an update, before its gradients.
  func begin(_ pieces: BatchPieces) {
    let sharing = sharing(of: pieces)
    current = sharing
    sent = sharing.sums[exchange.rank].map { _ in groups.map { _ in false } }
    for other in exchange.others {
      for (number, memory) in sharing.incoming[other].enumerated() {
        guard let memory else { continue }
        for (group, elements) in groups.enumerated() {
          let part = elements.clamped(to: slice)
          exchange.receive(
            memory.elements.extracting(
              part.lowerBound - slice.lowerBound..<part.upperBound - slice.lowerBound),
            from: other, tag: tag(number, group))
        }
      }
    }
    costs.begin(
      at: Clock.now, lanes: pieces.lanes.count,
      own: pieces.lanes(ofRank: exchange.rank, of: exchange.count).count, exchange.traffic)
  }

  private func tag(_ sum: Int, _ group: Int) -> Int { 1 + sum * groups.count + group }

  /// Sends what is complete of a sum after a phase of its last program.
  /// - Parameters:
  ///   - phases: for each parameter that after which its gradient is there.
  ///   - folded: as in `KeptUpdate.fold`, which is done here.
  func send(_ sum: Int, _ phases: [Int], after phase: Int, folding folded: Range<Int>) {
    for group in groups.indices.reversed() where !sent[sum][group] {
      let isComplete = phases.indices.allSatisfy {
        groupOfTensor[$0] != group || phases[$0] <= phase
      }
      guard isComplete else { continue }
      update.fold(folded, groups[group])
      send(sum, group)
      costs.sentEarly(at: Clock.now)
    }
    exchange.progress()
  }

  private func send(_ sum: Int, _ group: Int) {
    sent[sum][group] = true
    for other in exchange.others {
      let part = groups[group].clamped(to: slices[other])
      exchange.send(
        UnsafeBufferPointer(elements(buffers[sum], part)), to: other, tag: tag(sum, group))
    }
  }

  private func exchangeGradients(
    _ context: UnsafeMutablePointer<StepContext<S>>, _ sharing: Sharing,
    _ shares: inout PieceShares, stops: Bool
  ) -> Decision {
    let (rank, count) = (exchange.rank, exchange.count)
    let own = sharing.pieces.pieces(ofRank: rank, of: count)
    var head = [stops ? 1 : 0, context.pointee.rate]
    for share in shares[own] { head += [share.loss, share.objective, share.score] }
    let heads = exchangeNumbers(head) {
      2 + 3 * sharing.pieces.pieces(ofRank: $0, of: count).count
    } beside: {
      // Where the update is given up, what others wait for is sent all the same.
      for sum in sent.indices {
        for group in groups.indices where !sent[sum][group] { send(sum, group) }
      }
    }
    for other in exchange.others {
      for (number, piece) in sharing.pieces.pieces(ofRank: other, of: count).enumerated() {
        let start = 2 + 3 * number
        let head = heads[other]
        shares[piece] = .init(
          loss: head[start], objective: head[start + 1], score: head[start + 2])
      }
    }
    context.pointee.rate = heads[0][1]
    return Decision(stops: heads[0][0] != 0)
  }

  /// The norm of the whole gradient, the same on all ranks.
  private func exchangeSquares() {
    let squares = exchangeNumbers(Array(update.squares)) {
      KeptUpdate<S>.slice(of: update.tiles.count, rank: $0, of: exchange.count).count
    }
    update.setNorm(from: squares.joined().map(\.self))
  }

  private func exchangeValues(
    _ decision: inout Decision, fault: UnsafeMutablePointer<Atomic<Bool>>
  ) {
    let hasFault = fault.pointee.load(ordering: .relaxed)
    let hasSquares = update.hasSquares && !update.clipsNorm
    let squares = hasSquares ? Array(update.squares) : []
    let heads = exchangeNumbers([decision.pauses ? 1 : 0, hasFault ? 1 : 0] + squares) {
      let tiles = KeptUpdate<S>.slice(of: update.tiles.count, rank: $0, of: exchange.count).count
      return 2 + (hasSquares ? tiles : 0)
    } beside: {
      exchangeSlices(of: storage.values)
      if storage.evaluationPoint !== storage.values { exchangeSlices(of: storage.evaluationPoint) }
    }
    decision.pauses = heads[0][0] != 0
    if heads.contains(where: { $0[1] != 0 }) { fault.pointee.store(true, ordering: .relaxed) }
    if hasSquares { update.setNorm(from: heads.flatMap { $0[2...] }) }
  }

  private func exchangeSlices(of memory: Memory<S>) {
    for other in exchange.others {
      exchange.send(UnsafeBufferPointer(elements(memory, slice)), to: other)
      exchange.receive(elements(memory, slices[other]), from: other)
    }
  }

  /// Sends numbers to all and receives theirs.
  /// - Parameters:
  ///   - count: how many a rank has.
  ///   - beside: begins what is sent at the same time.
  /// - Returns: those of each rank.
  private func exchangeNumbers(
    _ own: [Double], count: (_ rank: Int) -> Int, beside: () -> Void = {}
  ) -> [[Double]] {
    let counts = (0..<exchange.count).map(count)
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let numbers = UnsafeMutableBufferPointer<Double>.allocate(capacity: starts[counts.count])
    numbers.initialize(repeating: 0)
    defer { numbers.deallocate() }
    func part(_ rank: Int) -> UnsafeMutableBufferPointer<Double> {
      numbers.extracting(starts[rank]..<starts[rank + 1])
    }
    _ = part(exchange.rank).update(from: own)
    for other in exchange.others {
      exchange.send(UnsafeBufferPointer(part(exchange.rank)), to: other)
      exchange.receive(part(other), from: other)
    }
    beside()
    exchange.finish()
    return counts.indices.map { Array(part($0)) }
  }

  var gradientNorm: Double { update.gradientNorm }

  // MARK: The optimizer's slots

  /// Gives rank 0 all slots as they are.
  func collectSlots() {
    for slot in storage.slots {
      if exchange.rank == 0 {
        for other in exchange.others {
          exchange.receive(elements(slot, slices[other]), from: other)
        }
      } else {
        exchange.send(UnsafeBufferPointer(elements(slot, slice)), to: 0)
      }
    }
    exchange.finish()
  }

  /// Gives each rank what it needs of rank 0's state.
  func spreadState() {
    func spread(_ elements: UnsafeMutableBufferPointer<S>, to rank: Int) {
      if exchange.rank == 0 {
        exchange.send(UnsafeBufferPointer(elements), to: rank)
      } else if exchange.rank == rank {
        exchange.receive(elements, from: 0)
      }
    }
    for rank in 1..<exchange.count {
      spread(storage.values.elements, to: rank)
      for state in storage.states { spread(state.elements, to: rank) }
      for slot in storage.slots {
        // Gradients are taken at the whole of a point.
        spread(
          slot === storage.evaluationPoint ? slot.elements : elements(slot, slices[rank]),
          to: rank)
      }
    }
    exchange.finish()
  }
}
