package import Engine
import Spec
import System
package import Tabular

extension Encoded where Scalar: RunScalar {
  /// The rows as the engine takes them, for the time of a call.
  /// - Parameter areWeighted: whether their losses count by their weights.
  package func withRows<Result, Fault: Error>(
    areWeighted: Bool = true, _ body: (Rows<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let (inputs, targets) = (nodes?.inputs ?? inputs, nodes?.targets ?? targets)
    let weights = areWeighted ? nodes.map(\.weights) ?? weights : nil
    func address<Answer>(
      of matrix: Matrix<Scalar>?, _ body: (UnsafePointer<Scalar>?) throws(Fault) -> Answer
    ) throws(Fault) -> Answer {
      guard let matrix else { return try body(nil) }
      return try matrix.withUnsafeBufferPointer { elements throws(Fault) in
        try body(elements.baseAddress)
      }
    }
    return try address(of: inputs) { inputs throws(Fault) in
      try address(of: targets) { targets throws(Fault) in
        try address(of: weights) { weights throws(Fault) in
          try address(of: nodes?.shares) { shares throws(Fault) in
            guard let inputs, let targets else { preconditionFailure("a matrix has an address") }
            return try body(
              Rows(
                inputs: inputs, targets: targets, weights: weights, shares: shares,
                count: involvedRows))
          }
        }
      }
    }
  }

  /// The rows that count, for whoever looks at them one by one.
  package func withCountedRows<Result, Fault: Error>(
    _ body: (Rows<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    var alone = self
    alone.nodes = nil
    return try alone.withRows(areWeighted: false, body)
  }

  /// Refuses targets that a network's loss is not defined for.
  /// - Parameter path: the rows' file.
  /// - Throws: `data`.
  func checkTargets(of network: Network, in path: String) throws(Failure) {
    let loss = type(of: network.loss)
    guard network.classes == nil, let targets = fileTargets else { return }
    let found = targets.withUnsafeBufferPointer { $0.first { !loss.targets.contains($0) } }
    guard let found, loss.targets.lower != nil else { return }
    throw Failure(
      .data, at: .file(path),
      "a target is \(found), but the loss \(loss.name.quoted) needs each to be "
        + loss.targets.expectation)
  }

  /// The bytes of the numbers, those of further nodes left out.
  var size: Int {
    (inputs.columns + targets.columns + (weights == nil ? 0 : 1)) * rows
      * MemoryLayout<Scalar>.stride
  }
}

extension Encoded {
  /// The numbers of the rows' classes; to be asked for in a classification.
  var labels: [Int] { targets.withUnsafeBufferPointer { $0.map { Int($0) } } }
}

extension NodeRows {
  /// The bytes of what the splits share.
  var sharedSize: Int {
    (inputs.columns + targets.columns) * inputs.rows * MemoryLayout<Scalar>.stride
  }
}

extension NodeGraph {
  /// The graph of a table's rows.
  convenience init(_ edges: Edges) {
    self.init(count: edges.count, edges: edges.pairs, isDirected: edges.isDirected)
  }
}
