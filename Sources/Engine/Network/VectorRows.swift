/// A network on rows in which the vectors of categories stand in the place of their numbers, by which there is no
/// gradient.
///
/// Invariant: the vectors lie in the memory of the learner that they were taken from, which is kept.
package final class VectorRows: @unchecked Sendable {
  /// The network on such rows, with the same parameters.
  package let learner: Learner<Double>
  /// Of each input of such a row the input of the network's own rows that it follows from.
  package let sources: [Int]
  private let origin: Learner<Double>
  /// What stands side by side: inputs as they are, or the vectors of a category's number.
  private let parts: [(inputs: Range<Int>, embedding: Int?)]

  /// - Parameter learner: of a network without lengths of sequences.
  package init(_ learner: Learner<Double>) {
    let network = learner.network
    var parts: [(inputs: Range<Int>, embedding: Int?)] = []
    var sources: [Int] = []
    var groups: [InputGroup] = []
    for group in network.groups {
      precondition(group.lengthColumn == nil)
      let start = sources.count
      var next = group.columns.lowerBound
      for (number, embedding) in network.embeddings.enumerated()
      where group.columns.contains(embedding.input) {
        parts.append((next..<embedding.input, nil))
        parts.append((embedding.input..<embedding.input + 1, number))
        sources += next..<embedding.input
        sources += Array(repeating: embedding.input, count: embedding.dimensions)
        next = embedding.input + 1
      }
      parts.append((next..<group.columns.upperBound, nil))
      sources += next..<group.columns.upperBound
      groups.append(
        InputGroup(
          name: group.name, columns: start..<sources.count, extents: network.extents(of: group)))
    }
    self.parts = parts
    self.sources = sources
    origin = learner
    guard !network.embeddings.isEmpty else {
      self.learner = learner
      return
    }
    do throws(LayerFault) {
      let wide = try Network(
        inputs: sources.count, groups: groups, layers: network.layers, loss: network.loss,
        classes: network.classes, targetScales: network.targetScales,
        temperature: network.temperature)
      self.learner = Learner(
        wide, optimizer: GradientDescent(), seed: 0, batchRows: 1, threads: 1, drawsWeights: false)
    } catch {
      preconditionFailure("layers read what they did before: \(error.message)")
    }
    let tensors = Dictionary(
      network.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for tensor in self.learner.network.tensors {
      guard let same = tensors[tensor.name] else { preconditionFailure("layers keep their names") }
      self.learner.set(tensor, to: learner.elements(of: same))
    }
  }

  /// Such rows, of the network's own.
  /// - Parameter rows: [count, inputs]
  /// - Returns: [count, sources]
  package func rows(_ rows: UnsafePointer<Double>, count: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(count * sources.count)
    for number in 0..<count {
      let row = rows + number * origin.network.inputs
      for (inputs, embedding) in parts {
        guard let embedding else {
          result.append(
            contentsOf: UnsafeBufferPointer(start: row, count: inputs.upperBound)[inputs])
          continue
        }
        let dimensions = origin.network.embeddings[embedding].dimensions
        let first = Int(row[inputs.lowerBound]) * dimensions
        // The tables are the first parameters.
        result.append(contentsOf: origin.parameter(embedding)[first..<first + dimensions])
      }
    }
    return result
  }
}
