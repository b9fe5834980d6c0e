import Engine
import Spec
import System
import Tabular

/// How much memory a network takes, estimated before any is asked for.
package struct MemoryEstimate {
  /// The values that training holds for each one of the graph: itself and its gradient.
  private static let valuesPerValue = 2

  /// In bytes; `Int.max` where it is more than that.
  package let bytes: Int
  /// The key that most parameters follow from.
  private let largestKey: String

  /// - Parameters:
  ///   - slots: the values that the optimizer keeps for each parameter.
  ///   - trainingRows: the rows of an update.
  ///   - largestSplit: the most rows that are evaluated.
  ///   - rows: the bytes of what brings rows into memory that are not.
  init<S: RunScalar>(
    of _: S.Type, _ network: Network, slots: Int, trainingRows: Int, largestSplit: Int,
    beside rows: Int = 0
  ) {
    let stride = MemoryLayout<S>.stride
    var parameters = 0
    var largest = (owner: Network.Parameter.Owner.layer(0), count: 0)
    for parameter in network.parameters {
      let count = MachineMemory.saturatedProduct(parameter.rows, parameter.columns)
      parameters = Self.sum(parameters, count)
      if count > largest.count { largest = (parameter.owner, count) }
    }
    let rowsAtOnce =
      network.nodes?.count
      ?? max(network.rowsAtOnce(of: trainingRows), min(largestSplit, network.rowsEvaluatedAtOnce))
    let buffers = network.pieces(of: trainingRows).bufferCount
    // Besides values, gradients and slots a batch in pieces holds the gradient of one piece.
    bytes = Self.sum(
      rows,
      MachineMemory.saturatedProduct(parameters, 2 + buffers + slots, stride),
      MachineMemory.saturatedProduct(
        network.valuesPerRow, Self.valuesPerValue, rowsAtOnce, stride),
      // The results of an evaluation, with classes and scores for the metrics.
      MachineMemory.saturatedProduct(largestSplit, network.outputs * (stride + 16) + 32))
    largestKey =
      switch largest.owner {
      case .layer(let number):
        "model.layers.\(number)" + (network.layers[number].units == nil ? "" : ".units")
      case .embedding(let number):
        "data.columns.\(network.embeddings[number].column.asKey).dimensions"
      }
  }

  /// Refuses a network that cannot fit beside what the process has by now, its data among it.
  func check(places: Places) throws(Failure) {
    let room = MachineMemory.room
    guard bytes > room else { return }
    throw Failure(
      .configuration, at: places[largestKey],
      "the model needs \(MachineMemory.spelled(bytes: bytes)) and does not fit in memory: of "
        + "\(MachineMemory.spelled(bytes: MachineMemory.limit)), \(MachineMemory.spelled(bytes: room)) "
        + "are left")
  }

  private static func sum(_ terms: Int...) -> Int {
    terms.reduce(0) {
      let (sum, overflow) = $0.addingReportingOverflow($1)
      return overflow ? Int.max : sum
    }
  }
}
