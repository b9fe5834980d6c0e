/// A graph whose nodes are the rows of the data: which rows each one reads.
package final class NodeGraph: Sendable {
  /// How a node weighs itself and its neighbours.
  package enum Normalization: String, CaseIterable, Sendable {
    /// D^−½ (A + I) D^−½ (Kipf and Welling 2017).
    case symmetric
    /// D⁻¹ (A + I).
    case mean
    /// A + I.
    case sum
  }

  /// The number of nodes.
  package let count: Int
  private let matrices: [Normalization: SparseMatrix]

  /// - Parameters:
  ///   - count: the number of nodes.
  ///   - edges: from one node to another, which reads it; a pair that is given twice counts once, and a node's
  ///     edge to itself not at all.
  ///   - isDirected: whether the other way is no edge.
  package init(count: Int, edges: [(from: Int, to: Int)], isDirected: Bool) {
    self.count = count
    var neighbours = (0..<count).map { [$0] }
    for edge in edges where edge.from != edge.to {
      neighbours[edge.to].append(edge.from)
      if !isDirected { neighbours[edge.from].append(edge.to) }
    }
    let sorted = neighbours.map { Self.distinct($0.sorted()) }
    let degrees = sorted.map { Double($0.count) }
    func matrix(_ normalization: Normalization) -> SparseMatrix {
      SparseMatrix(
        count: count,
        sorted.enumerated().flatMap { node, neighbours in
          neighbours.map { neighbour in
            let weight =
              switch normalization {
              case .symmetric: 1 / (degrees[node] * degrees[neighbour]).squareRoot()
              case .mean: 1 / degrees[node]
              case .sum: 1.0
              }
            return SparseMatrix.Element(row: node, column: neighbour, value: weight)
          }
        })
    }
    matrices = Dictionary(
      uniqueKeysWithValues: Normalization.allCases.map { ($0, matrix($0)) })
  }

  /// The matrix that a value over the nodes is multiplied with, [nodes, nodes].
  package func matrix(_ normalization: Normalization) -> SparseMatrix {
    guard let matrix = matrices[normalization] else {
      preconditionFailure("each is made at the start")
    }
    return matrix
  }

  /// Sorted numbers without repeats.
  private static func distinct(_ numbers: [Int]) -> [Int] {
    numbers.enumerated().filter { $0.offset == 0 || numbers[$0.offset - 1] != $0.element }.map(
      \.element)
  }
}
