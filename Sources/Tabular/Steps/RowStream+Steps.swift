internal import Synchronization
internal import System

/// The rows of a file whose rows are steps, all of them.
///
/// Invariant: threads put different rows into the matrix, and nobody reads before all are put.
private final class StepRows<Scalar: TableScalar>: Sendable {
  private struct Batch {
    let first: Int
    let steps: StepCells
    let keptEnds: [Int]
  }

  let inputs: Matrix<Scalar>
  private let path: String
  private let batches = Mutex<[Batch]>([])
  private let kept = Mutex<[UInt8]>([])
  private let isFull = Atomic(false)

  /// - Parameter room: how many rows there may be.
  init(room: Int, columns: Int, path: String) throws(Failure) {
    inputs = try Matrix(room: room, columns: columns, mayShrink: true)
    self.path = path
  }

  /// Takes rows; those without room are told of by `add`.
  func put(_ batch: RowBatch<Scalar>) {
    guard batch.first + batch.count <= inputs.capacity else {
      isFull.store(true, ordering: .relaxed)
      return
    }
    inputs.row(batch.first).update(from: batch.inputs, count: batch.count * inputs.columns)
    batches.withLock {
      $0.append(Batch(first: batch.first, steps: batch.steps, keptEnds: batch.keptEnds))
    }
  }

  /// Takes the cells that are passed on, in the file's order.
  func add(_ text: [UInt8]) throws(Failure) {
    let size = kept.withLock {
      $0 += text
      return $0.count
    }
    guard !isFull.load(ordering: .relaxed), size < MachineMemory.limit else {
      throw Failure(
        .configuration, at: .file(path),
        "the table does not fit in memory (\(MachineMemory.spelled(bytes: MachineMemory.limit))); its rows are "
          + "steps of examples, which are only predicted once all are read")
    }
  }

  /// What was read, when all is: of each row what says of which example it is, and where its cells that are
  /// passed on end.
  func finish() -> (steps: StepCells, kept: [UInt8], ends: [Int]) {
    let batches = batches.withLock { $0.sorted { $0.first < $1.first } }
    var steps = StepCells()
    var ends: [Int] = []
    for batch in batches {
      steps.append(batch.steps)
      let before = ends.last ?? 0
      ends += batch.keptEnds.map { before + $0 }
    }
    inputs.finish(rows: ends.count)
    return (steps, kept.withLock { $0 }, ends)
  }
}

extension RowStream {
  /// Examples that are handed on at once, unless they are very wide.
  private static var mostExamples: Int { 1024 }
  private static var mostNumbers: Int { 1 << 22 }

  /// Reads all rows and hands on the examples that they make, in the order of the file, as `run` does.
  func runExamples(
    _ layout: StepLayout, threads: Int,
    answer: @escaping @Sendable (_ thread: Int, RowBatch<Scalar>, _ text: inout [UInt8]) -> Void,
    write: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> RowStreamSummary {
    let rows = try StepRows<Scalar>(
      room: reader.source.size.map { $0 / plan.jobs.count + 1 } ?? Int.max / 2,
      columns: encoder.rowWidth, path: reader.path)
    var summary = try scan(threads: threads) { _, batch, text in
      rows.put(batch)
      text += batch.kept
    } write: { text throws(Failure) in
      try rows.add(text)
    }
    let (steps, kept, ends) = rows.finish()
    var demands = encoder.demands(least)
    demands.skipsFaulty = skipsBadRows
    let table: StepTable
    do throws(StepFault) {
      table = try StepTable(layout, steps, targets: [], demands)
    } catch {
      throw error.failure(in: reader.files, delimiter: reader.delimiter)
    }
    let found = table.allExamples(parts: [Int?]?.none)
    guard !found.examples.isEmpty else {
      throw Failure(
        .data, at: .file(reader.path),
        layout.kind == .sequence
          ? "no sequence is free of faults"
          : "no row has \(layout.steps - 1) rows before it; \(layout.need)")
    }
    summary.notes = found.notes.map {
      $0.sentence(in: reader.files, delimiter: reader.delimiter)
    }
    let size = max(1, min(Self.mostExamples, Self.mostNumbers / max(1, encoder.inputCount)))
    for wave in stride(from: 0, to: found.examples.count, by: size * threads) {
      let pieces = stride(
        from: wave, to: min(found.examples.count, wave + size * threads), by: size
      )
      .map { $0..<min(found.examples.count, $0 + size) }
      let texts = Mutex([Result<[UInt8], Failure>](repeating: .success([]), count: pieces.count))
      concurrently(pieces.count) { thread in
        let examples = found.examples[pieces[thread]]
        var text: [UInt8] = []
        var cells: [UInt8] = []
        var cellEnds: [Int] = []
        for example in examples {
          cells += kept[(example.row == 0 ? 0 : ends[example.row - 1])..<ends[example.row]]
          cellEnds.append(cells.count)
        }
        do throws(Failure) {
          let inputs = try table.order.inputs(
            of: Array(examples), rows.inputs, steps: layout.steps, hasLengths: layout.hasLengths,
            threads: 1)
          answer(
            thread,
            RowBatch(
              inputs: inputs.row(0), count: examples.count, first: pieces[thread].lowerBound,
              kept: cells,
              keptEnds: cellEnds), &text)
          let result = text
          texts.withLock { $0[thread] = .success(result) }
        } catch {
          texts.withLock { $0[thread] = .failure(error) }
        }
      }
      for text in texts.withLock({ $0 }) { try write(text.get()) }
    }
    return summary
  }
}
