/// The update of parameters by gradients that are kept, of which those of several buffers are added up first. It goes by
/// tiles of the parameters' buffers, which depend on their sizes alone, so that sums over them are the same
/// whoever takes which.
///
/// Invariant: the calling thread alone uses it, while nobody else reads or writes parameters; each tile is touched by one
/// task alone.
final class KeptUpdate<S: Scalar>: @unchecked Sendable {
  /// The elements of a tile, whose gradients, parameters and slots find room in a core's cache.
  private static var tileLength: Int { 8192 }

  /// A sum of two buffers, element by element.
  struct Addition {
    let sum: UnsafeMutablePointer<S>
    let a: UnsafePointer<S>
    /// Nil where the sum is a copy of a.
    let b: UnsafePointer<S>?
  }

  /// What tasks read and write.
  ///
  /// Invariant: set while no stage is open.
  private final class Work: @unchecked Sendable {
    let tiles: [Range<Int>]
    /// The update of each tile.
    let calls: UnsafeMutablePointer<Call<S>>
    /// The sum of the squares of each tile's gradient.
    let squares: UnsafeMutablePointer<Double>
    let gradients: UnsafeMutablePointer<S>
    let greatestElement: S?
    var additions: [Addition] = []
    var factor: S?
    var context: UnsafePointer<StepContext<S>>?

    init(
      tiles: [(elements: Range<Int>, isWeight: Bool)], storage: ParameterStorage<S>,
      optimizer: any Optimizer, greatestElement: Double?
    ) {
      self.tiles = tiles.map(\.elements)
      self.greatestElement = greatestElement.map { S($0) }
      gradients = storage.gradients.start
      squares = .allocate(capacity: max(tiles.count, 1))
      squares.initialize(repeating: 0, count: max(tiles.count, 1))
      calls = .allocate(capacity: max(tiles.count, 1))
      for (number, tile) in tiles.enumerated() {
        func operand(_ memory: Memory<S>) -> Operand<S> {
          Operand(
            pointer: memory.start + tile.elements.lowerBound, rows: 1,
            columns: tile.elements.count, stride: tile.elements.count)
        }
        var call = Call(
          kernel: S.kernel(of: optimizer, areWeights: tile.isWeight),
          output: operand(storage.values))
        call.a = operand(storage.gradients)
        if storage.slots.count > 0 { call.b = operand(storage.slots[0]) }
        if storage.slots.count > 1 { call.c = operand(storage.slots[1]) }
        (calls + number).initialize(to: call)
      }
    }

    deinit {
      squares.deallocate()
      calls.deinitialize(count: tiles.count)
      calls.deallocate()
    }

    func add(_ tile: Int) {
      for addition in additions { Self.add(addition, tiles[tile]) }
    }

    static func add(_ addition: Addition, _ elements: Range<Int>) {
      let (sum, a) = (addition.sum + elements.lowerBound, addition.a + elements.lowerBound)
      guard let b = addition.b.map({ $0 + elements.lowerBound }) else {
        return sum.update(from: a, count: elements.count)
      }
      forEachLanes(elements.count) { start in
        Lanes.store(Lanes.load(a + start) + Lanes.load(b + start), sum + start)
      }
    }

    func square(_ tile: Int) {
      let gradient = UnsafePointer(gradients + tiles[tile].lowerBound)
      var sums = SIMD8<S>()
      Self.forEachLanes(tiles[tile].count) { start in
        let elements = Lanes.load(gradient + start)
        sums += elements * elements
      }
      squares[tile] = Double(sums.sum())
    }

    func update(_ tile: Int) {
      guard let context else { return }
      let gradient = gradients + tiles[tile].lowerBound
      if let factor {
        Self.forEachLanes(tiles[tile].count) { start in
          Lanes.store(Lanes.load(UnsafePointer(gradient + start)) * factor, gradient + start)
        }
      }
      if let limit = greatestElement {
        Self.forEachLanes(tiles[tile].count) { start in
          var elements = Lanes.load(UnsafePointer(gradient + start))
          elements.replace(with: limit, where: elements .> limit)
          elements.replace(with: -limit, where: elements .< -limit)
          Lanes.store(elements, gradient + start)
        }
      }
      (calls + tile).pointee.kernel(calls + tile, context)
    }

    /// Tiles end on cache lines.
    @inline(__always)
    private static func forEachLanes(_ count: Int, _ body: (_ start: Int) -> Void) {
      var start = 0
      while start < count {
        body(start)
        start += 8
      }
    }
  }

  /// All tiles of the parameters: those of a slice are the same for however many slices.
  let tiles: [Range<Int>]
  /// The tiles that are updated here.
  let slice: Range<Int>
  private let clipping: GradientClipping
  private let computesNorm: Bool
  private let buffers: [Memory<S>]
  private let work: Work
  private let adding: Stage
  private let squaring: Stage
  private let updating: Stage
  private let whole: Work
  private let addingWhole: Stage
  /// The Euclidean norm of the last gradient before it was clipped, where it is asked for.
  private(set) var gradientNorm = 0.0

  /// - Parameters:
  ///   - buffers: those of gradients, the storage's own first.
  ///   - rank: whose slice of the parameters is updated, of so many ranks.
  init(
    _ storage: ParameterStorage<S>, optimizer: any Optimizer, clipping: GradientClipping,
    computesNorm: Bool, buffers: [Memory<S>], rank: Int = 0, of ranks: Int = 1, threads: Int
  ) {
    let all = Self.tiles(of: storage)
    tiles = all.map(\.elements)
    slice = Self.slice(of: all.count, rank: rank, of: ranks)
    self.clipping = clipping
    self.computesNorm = computesNorm || clipping.norm != nil
    self.buffers = buffers
    func work(_ tiles: Range<Int>) -> Work {
      Work(
        tiles: Array(all[tiles]), storage: storage, optimizer: optimizer,
        greatestElement: clipping.value)
    }
    func stage(
      _ work: Work, _ body: @escaping @Sendable (_ work: Work, _ tile: Int) -> Void
    ) -> Stage {
      let count = work.tiles.count
      // Each thread begins with another share.
      let orders = (0..<threads).map { thread in
        (0..<count).map { (thread * count / threads + $0) % count }
      }
      return Stage(orders: orders) { tile, _ in body(work, tile) }
    }
    let own = work(slice)
    self.work = own
    adding = stage(own) { $0.add($1) }
    squaring = stage(own) {
      $0.add($1)
      $0.square($1)
    }
    updating = stage(own) { $0.update($1) }
    whole = slice.count == all.count ? own : work(all.indices)
    addingWhole = stage(whole) { $0.add($1) }
  }

  /// First weights, then biases, which updates may treat otherwise.
  private static func tiles(
    of storage: ParameterStorage<S>
  ) -> [(elements: Range<Int>, isWeight: Bool)] {
    storage.neighbours(Array(storage.tensors.indices), areApart: true).flatMap { run in
      stride(from: run.elements.lowerBound, to: run.elements.upperBound, by: tileLength).map {
        ($0..<min($0 + tileLength, run.elements.upperBound), run.isWeight)
      }
    }
  }

  /// The tiles that a rank updates.
  static func slice(of tiles: Int, rank: Int, of ranks: Int) -> Range<Int> {
    rank * tiles / ranks..<(rank + 1) * tiles / ranks
  }

  /// The elements of the tiles that a rank updates.
  func elements(ofRank rank: Int, of ranks: Int) -> Range<Int> {
    let slice = Self.slice(of: tiles.count, rank: rank, of: ranks)
    guard let first = slice.first, let last = slice.last else { return 0..<0 }
    return tiles[first].lowerBound..<tiles[last].upperBound
  }

  var isParallel: Bool { tiles.count > 1 }

  /// Adds to each of some buffers the one behind it, the last one first.
  func fold(_ folded: Range<Int>, by team: Team?) {
    guard !folded.isEmpty else { return }
    whole.additions = additions(folded)
    finish(addingWhole, by: team)
    whole.additions = []
  }

  /// The same for some elements, on the calling thread.
  func fold(_ folded: Range<Int>, _ elements: Range<Int>) {
    for addition in additions(folded) { Work.add(addition, elements) }
  }

  private func additions(_ folded: Range<Int>) -> [Addition] {
    folded.reversed().map { buffer in
      Addition(
        sum: buffers[buffer].start, a: UnsafePointer(buffers[buffer].start),
        b: UnsafePointer(buffers[buffer + 1].start))
    }
  }

  /// Updates all parameters.
  /// - Parameter folded: as in `fold`, which is done on the way.
  func run(_ context: UnsafePointer<StepContext<S>>, folding folded: Range<Int>, by team: Team?) {
    work.additions = folded.isEmpty ? [] : additions(folded)
    sum(by: team)
    if computesNorm { setNorm(from: squares) }
    update(context, by: team)
  }

  /// Makes the sums of the gradients in the slice, of which the last one must be that in the storage.
  func sum(_ additions: [Addition], by team: Team?) {
    work.additions = additions
    sum(by: team)
  }

  private func sum(by team: Team?) {
    if computesNorm {
      finish(squaring, by: team)
    } else if !work.additions.isEmpty {
      finish(adding, by: team)
    }
    work.additions = []
  }

  /// The sums of squares of the slice's tiles.
  var squares: UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: work.squares, count: work.tiles.count)
  }

  /// Whether the norm of the whole gradient must be known before the update.
  var clipsNorm: Bool { clipping.norm != nil }
  /// Whether sums of squares are made.
  var hasSquares: Bool { computesNorm }

  /// Takes the norm from the sums of all tiles.
  func setNorm(from squares: some Collection<Double>) {
    gradientNorm = squares.reduce(0, +).squareRoot()
  }

  /// Updates the slice's parameters by its gradients, clipped.
  func update(_ context: UnsafePointer<StepContext<S>>, by team: Team?) {
    work.factor = nil
    if let limit = clipping.norm {
      // min(1, limit / (norm + 10⁻⁶)), as in PyTorch.
      let norm = gradientNorm + 1e-6
      if norm > limit { work.factor = S(limit / norm) }
    }
    work.context = context
    finish(updating, by: team)
    work.context = nil
  }

  private func finish(_ stage: Stage, by team: Team?) {
    if let team {
      team.finish(stage)
    } else {
      stage.workAlone()
    }
  }
}
