import Synchronization
import Tabular

/// The rows of a file that are the nodes of a graph, of which none can be answered before all are there.
final class CollectedNodes<S: RunScalar>: Sendable {
  private struct Part {
    let inputs: [S]
    let count: Int
    let first: Int
    let kept: [UInt8]
    let keptEnds: [Int]
    let names: [String]
  }

  private let columns: Int
  /// In any order.
  private let parts = Mutex<[Part]>([])

  /// - Parameter columns: those of the inputs.
  init(columns: Int) { self.columns = columns }

  /// Adds a copy of some rows.
  func append(_ batch: RowBatch<S>) {
    let part = Part(
      inputs: Array(UnsafeBufferPointer(start: batch.inputs, count: batch.count * columns)),
      count: batch.count, first: batch.first, kept: batch.kept, keptEnds: batch.keptEnds,
      names: batch.nodes)
    parts.withLock { $0.append(part) }
  }

  private var sorted: [Part] { parts.withLock { $0.sorted { $0.first < $1.first } } }

  /// The names of the nodes, in the file's order.
  var names: [String] { sorted.flatMap(\.names) }

  /// The lines of all rows, in the file's order.
  func answers(by worker: PredictionWorker<S>) -> [UInt8] {
    var (inputs, kept, keptEnds, count): ([S], [UInt8], [Int], Int) = ([], [], [], 0)
    for part in sorted {
      inputs += part.inputs
      keptEnds += part.keptEnds.map { kept.count + $0 }
      kept += part.kept
      count += part.count
    }
    var text: [UInt8] = []
    inputs.withUnsafeBufferPointer { inputs in
      guard let inputs = inputs.baseAddress else { return }
      worker.answer(
        RowBatch(inputs: inputs, count: count, first: 0, kept: kept, keptEnds: keptEnds),
        to: &text)
    }
    return text
  }
}
